import { describe, expect, it } from 'vitest';
import { endError, isFault } from './crash-reason.ts';

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

describe('the engine is at fault', () => {
  const end = { code: null, signal: null, errorTail: '' };

  it.each(['SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGBUS', 'SIGSYS'])('where %s ended the process', (signal) => {
    expect(isFault({ ...end, signal })).toBe(true);
  });

  it.each(['', 'F0000 01:02 kernel.cc:7] Check failed: a == b\nAborted', 'free(): invalid pointer'])(
    'where its library gave up, having said "%s"',
    (errorTail) => expect(isFault({ ...end, signal: 'SIGABRT', errorTail })).toBe(true),
  );

  it.each([0, 3, 134])('where its library ended the process with code %i', (code) =>
    expect(isFault({ ...end, code })).toBe(true),
  );

  it('where it sent numbers that are none', () => {
    const blamed = { fault: 'it sent a message', isEngineFault: true };
    expect(isFault({ ...end, signal: 'SIGKILL', ...blamed })).toBe(true);
  });
});

describe('the engine is not at fault', () => {
  const end = { code: null, signal: null, errorTail: '' };

  it.each([
    "terminate called after throwing an instance of 'std::bad_alloc'",
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    'OOM when allocating tensor with shape[64,1024]',
    'CUDA_ERROR_UNKNOWN: unknown error',
  ])('where a process gave up that said "%s"', (errorTail) =>
    expect(isFault({ ...end, signal: 'SIGABRT', errorTail })).toBe(false),
  );

  it.each(['SIGKILL', 'SIGTERM', 'SIGTRAP'])('where %s ended the process', (signal) => {
    expect(isFault({ ...end, signal })).toBe(false);
  });

  it.each([{ signal: 'SIGSEGV' }, { signal: 'SIGABRT' }, { code: 143 }])(
    'where whoever started it knows so, however it ended: %o',
    (how) => expect(isFault({ ...end, ...how, fault: 'rank 1 froze', isEngineFault: false })).toBe(false),
  );

  it('where the process could not be started, or its program not be loaded', () => {
    expect(isFault(end)).toBe(false);
    expect(isFault({ ...end, code: 1 })).toBe(false);
  });
});
