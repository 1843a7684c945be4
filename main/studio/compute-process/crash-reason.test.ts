import { expect, it } from 'vitest';
import { endError } from './crash-reason.ts';

const words = { subject: 'The training process', next: 'Resume the run.' };

it('what a card said before the process gave up is what the error is about', () => {
  const errorTail =
    'F0000 cuda_driver.cc:1000] Failed to synchronize: CUDA_ERROR_UNKNOWN: unknown error\nAborted\n';
  expect(endError({ code: null, signal: 'SIGABRT', errorTail }, words)).toMatchObject({
    code: 'COMPUTE_CRASHED',
    message: 'The graphics card stopped answering while it computed.',
    data: {
      next: expect.stringContaining('resume the run'),
      subject: expect.stringContaining('CUDA_ERROR_UNKNOWN'),
    },
  });
});

it('any other end is told as it was', () => {
  expect(endError({ code: null, signal: 'SIGABRT', errorTail: 'Aborted\n' }, words)).toMatchObject({
    code: 'COMPUTE_CRASHED',
    message: expect.stringMatching(/^The training process stopped unexpectedly: it gave up by itself/),
    data: { next: words.next, subject: 'Aborted' },
  });
});
