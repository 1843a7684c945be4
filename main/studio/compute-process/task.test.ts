import { expect, it, vi } from 'vitest';
import type { Progress } from '../../contract/system/jobs.ts';
import type { ComputeTask } from '../../protocol/messages.ts';
import { type FakeProcess, fakeCompute } from '../testing/fake-compute.ts';
import { runTask } from './task.ts';

const task: ComputeTask = { type: 'import', engine: 'auto', threads: 1, files: [], generatorFile: 'out' };
const words = { subject: 'The process that reads the model', next: 'Try again.' };

/** Runs a task in a process that does something once it has its task. */
function run(act: (process: FakeProcess) => void, signal?: AbortSignal) {
  const { compute } = fakeCompute((process) => {
    process.onReceive = () => act(process);
  });
  const seen: Progress[] = [];
  const answer = runTask(compute, task, 'directions', {
    ...words,
    signal,
    report: (progress) => seen.push(progress),
  });
  return { answer, seen };
}

const answerOnce = (process: FakeProcess) =>
  process.tell({ type: 'directions', vectors: new Float32Array(2), shares: [0.5] });

it('gives the answer, and says how far each part is', async () => {
  const { answer, seen } = run((process) => {
    process.ready();
    for (const note of ['Reading', 'Drawing'])
      for (const done of [1, 2]) process.tell({ type: 'working', done, total: 2, unit: 'stages', note });
    answerOnce(process);
    process.end();
  });
  await expect(answer).resolves.toMatchObject({ shares: [0.5] });
  expect(seen.map(({ note, done, total, unit }) => [note, done, total, unit])).toEqual([
    ['Reading', 1, 2, 'stages'],
    ['Reading', 2, 2, 'stages'],
    ['Drawing', 1, 2, 'stages'],
    ['Drawing', 2, 2, 'stages'],
  ]);
});

it('tells the rate of each part, and the time left of the whole where it is known', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { answer, seen } = run((process) => {
      process.ready();
      // Two parts, of which the second is ten times as fast for a picture and half of the work.
      const tell = (note: string, done: number, of: number, whole: number) =>
        process.tell({
          type: 'working',
          done,
          total: of,
          unit: 'pictures',
          note,
          whole: { done: whole, total: 20 },
        });
      for (let second = 0; second <= 10; second++) {
        tell('Slow', second, 10, second);
        vi.advanceTimersByTime(1000);
      }
      for (let second = 1; second <= 5; second++) {
        vi.advanceTimersByTime(1000);
        tell('Fast', 10 * second, 100, 10 + second);
      }
      answerOnce(process);
      process.end();
    });
    await answer;
    const slow = seen.findLast(({ note }) => note === 'Slow');
    expect(slow).toMatchObject({ rate: 1, secondsLeft: 10 });
    const fast = seen.findLast(({ note }) => note === 'Fast');
    expect(fast?.rate).toBeCloseTo(10);
    expect(fast?.secondsLeft).toBeCloseTo(5, -0.5);
  } finally {
    vi.useRealTimers();
  }
});

it('keeps an answer whose process crashes while it ends', async () => {
  const { answer } = run((process) => {
    answerOnce(process);
    process.exit({ signal: 'SIGSEGV' });
  });
  await expect(answer).resolves.toMatchObject({ shares: [0.5] });
});

it('says why there is no answer', async () => {
  const crashed = run((process) => process.exit({ signal: 'SIGFPE' }));
  await expect(crashed.answer).rejects.toMatchObject({
    code: 'COMPUTE_CRASHED',
    message: expect.stringMatching(/^The process that reads the model .*SIGFPE/),
    data: { next: 'Try again.' },
  });
  const silent = run((process) => process.end());
  await expect(silent.answer).rejects.toMatchObject({
    message: 'The process that reads the model ended without an answer.',
  });
});

it('ends when it is aborted, though it has answered', async () => {
  const controller = new AbortController();
  const { answer } = run((process) => {
    answerOnce(process);
    controller.abort(new Error('enough'));
  }, controller.signal);
  await expect(answer).rejects.toThrow('enough');
});
