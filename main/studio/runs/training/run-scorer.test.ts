import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { planConfig, presets } from '../../../presets/index.ts';
import { createLogger, type LogLine } from '../../base/log.ts';
import { fakeCompute, settled } from '../../testing/fake-compute.ts';
import { type CheckpointToScore, RunScorer, scoringShare } from './run-scorer.ts';

/** A scoring process that answers when the test says so. */
function rig() {
  let nowMs = 0;
  const { compute, processes } = fakeCompute();
  const scored: string[] = [];
  const passedOver: string[] = [];
  const lines: LogLine[] = [];
  const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1, imageCount: 1000 });
  const scorer = new RunScorer({
    compute,
    task: { engine: 'auto', config, pixelsFile: 'pixels.u8', hasFaces: true, count: 128 },
    log: createLogger((line) => lines.push(line)),
    onScored: ({ name }: CheckpointToScore) => scored.push(name),
    onPassedOver: ({ reason }) => passedOver.push(reason),
    now: () => nowMs,
  });
  const score = { value: 0.1, n: 128, resizer: 'none' };
  const asks = () => processes.flatMap(({ sent }) => sent.filter((message) => message.type === 'score'));
  return {
    scorer,
    processes,
    scored,
    passedOver,
    lines,
    candidate: (name: string): CheckpointToScore => ({
      name,
      nimg: Number(name),
      generatorFile: `${name}/generator`,
    }),
    async ready() {
      await settled();
      processes.at(-1)?.ready();
      await settled();
    },
    /** Answers what was asked last. */
    async answer(cpuMs = 0) {
      await settled();
      const requestId = asks().at(-1)?.requestId ?? 0;
      processes.at(-1)?.tell({ type: 'scored', requestId, kid: score, coverage: score, cpuMs });
      await settled();
    },
    async crash() {
      await settled();
      processes[0].exit({ code: 1, errorTail: 'oops' });
      await settled();
    },
    async fail(isPassedOver: boolean) {
      await settled();
      const reason = 'It died at work: by SIGFPE.';
      processes.at(-1)?.tell({ type: 'engine-failed', title: 'Engine fast', reason, isPassedOver });
      processes.at(-1)?.exit({ signal: 'SIGFPE' });
      await settled();
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
    asked: () => asks().map(({ generatorFile }) => generatorFile),
  };
}

/** Whether a promise has been kept by now. */
function follow(promise: Promise<void>) {
  const followed = { isOver: false };
  promise.then(() => {
    followed.isOver = true;
  });
  return followed;
}

it('scores one checkpoint at a time; the newest takes the place of those that wait', async () => {
  const { scorer, candidate, ready, answer, asked, scored } = rig();
  scorer.offer(candidate('1'));
  scorer.offer(candidate('2'));
  await settled();
  expect(asked()).toEqual([]);
  await ready();
  scorer.offer(candidate('3'));
  scorer.offer(candidate('4'));
  await answer();
  await answer();
  await settled();
  expect(asked()).toEqual(['2/generator', '4/generator']);
  expect(scored).toEqual(['2', '4']);
});

it('leaves checkpoints out as long as it is over its share of the machine', async () => {
  const { scorer, candidate, ready, answer, asked, pass } = rig();
  scorer.offer(candidate('1'));
  await ready();
  await answer(1_000_000);
  scorer.offer(candidate('2'));
  await settled();
  expect(asked()).toHaveLength(1);
  pass(100_000_000);
  scorer.offer(candidate('3'));
  await settled();
  expect(asked()).toEqual(['1/generator', '3/generator']);
});

it('counts what its process took from the start of the training, and makes use of what it has left over', async () => {
  const { scorer, candidate, ready, answer, asked, pass } = rig();
  const spend = (seconds: number) => (1000 * seconds) / (scoringShare * availableParallelism());
  scorer.offer(candidate('1'));
  await ready();
  pass(spend(1));
  await answer(3000);
  scorer.offer(candidate('2'));
  pass(spend(1.9));
  scorer.offer(candidate('3'));
  await settled();
  expect(asked()).toEqual(['1/generator']);
  pass(spend(5));
  scorer.offer(candidate('4'));
  await answer(4000);
  scorer.offer(candidate('5'));
  await settled();
  expect(asked()).toEqual(['1/generator', '4/generator', '5/generator']);
});

it('waits for the last checkpoint of a training that is over', async () => {
  const { scorer, candidate, ready, answer, scored, processes } = rig();
  scorer.offer(candidate('1'));
  await ready();
  await answer(1_000_000);
  let isOver = false;
  const finished = scorer.finish(candidate('2')).then(() => {
    isOver = true;
  });
  await settled();
  expect(isOver).toBe(false);
  await answer();
  await finished;
  expect(scored).toEqual(['1', '2']);
  expect(processes[0].kills).toBe(1);
});

it('does not make a short run wait for a process that is still loading', async () => {
  const never = rig();
  await never.scorer.finish(never.candidate('1'));
  await settled();
  expect(never.processes).toEqual([]);
  const loading = rig();
  loading.scorer.offer(loading.candidate('1'));
  await loading.scorer.finish(loading.candidate('2'));
  expect(loading.scored).toEqual([]);
});

it('forgets what never happened, and what fails costs only scores', async () => {
  const { scorer, candidate, ready, answer, scored, crash, lines } = rig();
  scorer.offer(candidate('1'));
  await ready();
  scorer.forget();
  await answer();
  expect(scored).toEqual([]);
  scorer.offer(candidate('2'));
  await crash();
  scorer.offer(candidate('3'));
  await scorer.finish(candidate('3'));
  expect(scored).toEqual([]);
  expect(lines).toContainEqual(
    expect.objectContaining({
      message: 'checkpoints are not scored any more',
      fields: expect.objectContaining({
        error: expect.objectContaining({
          message: expect.stringMatching(/^The process that scores checkpoints .* code 1\.$/),
        }),
      }),
    }),
  );
});

it('has settled when what waits is forgotten before its process is ready, and scores what comes next', async () => {
  const { scorer, candidate, ready, answer, scored } = rig();
  scorer.offer(candidate('1'));
  const whenSettled = follow(scorer.settled());
  await settled();
  expect(whenSettled.isOver).toBe(false);
  scorer.forget();
  await settled();
  expect(whenSettled.isOver).toBe(true);
  scorer.offer(candidate('2'));
  const whenNextSettled = follow(scorer.settled());
  await ready();
  expect(whenNextSettled.isOver).toBe(false);
  await answer();
  expect(whenNextSettled.isOver).toBe(true);
  expect(scored).toEqual(['2']);
});

it('has settled when an engine dies over what was forgotten, and nothing else waits', async () => {
  const { scorer, candidate, ready, fail } = rig();
  scorer.offer(candidate('1'));
  await ready();
  const whenSettled = follow(scorer.settled());
  scorer.forget();
  await settled();
  expect(whenSettled.isOver).toBe(false);
  await fail(true);
  expect(whenSettled.isOver).toBe(true);
  scorer.close();
});

it('goes on with another engine where one dies over it, from the same checkpoint, and says so', async () => {
  const { scorer, candidate, ready, answer, fail, scored, passedOver, processes } = rig();
  scorer.offer(candidate('1'));
  await ready();
  await fail(true);
  await ready();
  await answer();
  expect(scored).toEqual(['1']);
  scorer.offer(candidate('2'));
  // What never happened is not scored again, and neither is what waits for a newer one.
  scorer.forget();
  await fail(true);
  scorer.offer(candidate('3'));
  await ready();
  await answer();
  expect(scored).toEqual(['1', '3']);
  expect(passedOver).toEqual(Array(2).fill('It died at work: by SIGFPE.'));
  expect(processes).toHaveLength(3);
  // The last engine has died: there are no more scores.
  scorer.offer(candidate('4'));
  await fail(false);
  await scorer.finish(candidate('4'));
  expect(scored).toEqual(['1', '3']);
  expect(processes).toHaveLength(3);
});
