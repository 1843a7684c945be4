import { availableParallelism } from 'node:os';
import { expect, it, vi } from 'vitest';
import { planConfig, presets } from '../../../presets/index.ts';
import type { FromCompute, ToCompute } from '../../../protocol/messages.ts';
import { createLogger, type LogLine } from '../../base/log.ts';
import type { ComputeExit } from '../../compute-process/compute-launcher.ts';
import { type Candidate, RunScorer, scoringShare } from './run-scorer.ts';

/** A scoring process that answers when the test says so. */
function rig() {
  let nowMs = 0;
  let tell: (message: FromCompute) => void = () => undefined;
  let exit: (exit: ComputeExit) => void = () => undefined;
  const sent: ToCompute[] = [];
  const scored: string[] = [];
  const lines: LogLine[] = [];
  const launch = vi.fn(() => ({
    pid: undefined,
    send: (message: ToCompute) => void sent.push(message),
    onMessage: (listener: typeof tell) => {
      tell = listener;
    },
    onExit: (listener: typeof exit) => {
      exit = listener;
    },
    kill: vi.fn(() => exit({ code: null, signal: 'SIGKILL', errorTail: '' })),
  }));
  const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1, imageCount: 1000 });
  const scorer = new RunScorer({
    launch,
    task: { engine: 'auto', config, pixelsFile: 'pixels.u8', hasFaces: true, count: 128 },
    log: createLogger((line) => lines.push(line)),
    onScored: ({ name }: Candidate) => scored.push(name),
    now: () => nowMs,
  });
  const score = { value: 0.1, n: 128, resizer: 'none' };
  return {
    scorer,
    launch,
    scored,
    lines,
    candidate: (name: string): Candidate => ({
      name,
      nimg: Number(name),
      generatorFile: `${name}/generator`,
    }),
    ready: () => tell({ type: 'ready', engine: 'wasm', version: '0', threads: 1, passedOver: [] }),
    answer: (cpuMs = 0) => tell({ type: 'scored', requestId: 0, kid: score, coverage: score, cpuMs }),
    crash: () => exit({ code: 1, signal: null, errorTail: 'oops' }),
    pass: (ms: number) => {
      nowMs += ms;
    },
    asked: () => sent.flatMap((message) => (message.type === 'score' ? [message.generatorFile] : [])),
  };
}

it('scores one checkpoint at a time; the newest takes the place of those that wait', () => {
  const { scorer, candidate, ready, answer, asked, scored } = rig();
  scorer.offer(candidate('1'));
  scorer.offer(candidate('2'));
  expect(asked()).toEqual([]);
  ready();
  scorer.offer(candidate('3'));
  scorer.offer(candidate('4'));
  answer();
  answer();
  expect(asked()).toEqual(['2/generator', '4/generator']);
  expect(scored).toEqual(['2', '4']);
});

it('leaves checkpoints out as long as it is over its share of the machine', () => {
  const { scorer, candidate, ready, answer, asked, pass } = rig();
  scorer.offer(candidate('1'));
  ready();
  answer(1_000_000);
  scorer.offer(candidate('2'));
  expect(asked()).toHaveLength(1);
  pass(100_000_000);
  scorer.offer(candidate('3'));
  expect(asked()).toEqual(['1/generator', '3/generator']);
});

it('counts what its process took from the start of the training, and makes use of what it has left over', () => {
  const { scorer, candidate, ready, answer, asked, pass } = rig();
  const spend = (seconds: number) => (1000 * seconds) / (scoringShare * availableParallelism());
  scorer.offer(candidate('1'));
  ready();
  pass(spend(1));
  answer(3000);
  scorer.offer(candidate('2'));
  pass(spend(1.9));
  scorer.offer(candidate('3'));
  expect(asked()).toEqual(['1/generator']);
  pass(spend(5));
  scorer.offer(candidate('4'));
  answer(4000);
  scorer.offer(candidate('5'));
  expect(asked()).toEqual(['1/generator', '4/generator', '5/generator']);
});

it('waits for the last checkpoint of a training that is over', async () => {
  const { scorer, candidate, ready, answer, scored, launch } = rig();
  scorer.offer(candidate('1'));
  ready();
  answer(1_000_000);
  let isOver = false;
  const finished = scorer.finish(candidate('2')).then(() => {
    isOver = true;
  });
  await Promise.resolve();
  expect(isOver).toBe(false);
  answer();
  await finished;
  expect(scored).toEqual(['1', '2']);
  expect(launch.mock.results[0].value.kill).toHaveBeenCalled();
});

it('does not make a short run wait for a process that is still loading', async () => {
  const never = rig();
  await never.scorer.finish(never.candidate('1'));
  expect(never.launch).not.toHaveBeenCalled();
  const loading = rig();
  loading.scorer.offer(loading.candidate('1'));
  await loading.scorer.finish(loading.candidate('2'));
  expect(loading.scored).toEqual([]);
});

it('forgets what never happened, and what fails costs only scores', async () => {
  const { scorer, candidate, ready, answer, scored, crash, lines } = rig();
  scorer.offer(candidate('1'));
  ready();
  scorer.forget();
  answer();
  expect(scored).toEqual([]);
  scorer.offer(candidate('2'));
  crash();
  scorer.offer(candidate('3'));
  await scorer.finish(candidate('3'));
  expect(scored).toEqual([]);
  expect(lines.map(({ message }) => message)).toContain('the process that scores checkpoints ended');
});
