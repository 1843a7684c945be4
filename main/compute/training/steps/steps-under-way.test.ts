import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { heldOutIntervalSteps, type StepRow } from '../../../contract/runs/step-columns.ts';
import type { Card } from '../../../gpu/card.ts';
import { GpuFailure } from '../../../gpu/gpu-failure.ts';
import { fakeCard } from '../../../gpu/testing/fake-card.ts';
import { loadEngine } from '../../engines/index.ts';
import { randomPictures, smallConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import { createTrainingState, disposeTrainingState } from '../state/training-state.ts';
import { GpuSteps } from './gpu-steps.ts';

await loadEngine('wasm', 1);

/**
 * A card whose numbers depend on all that it was ever given, and in which order; each is below the one before, so that real
 * pictures always look more real than generated ones. It answers a call after whatever comes in the same turn of the process,
 * however long that takes, and fails with the call of this number.
 */
function hashingCard(failsAt = Number.POSITIVE_INFINITY): Card & { mostUnderWay(): number } {
  let seen = '';
  let calls = 0;
  let underWay = 0;
  let most = 0;
  return {
    ...fakeCard(),
    mostUnderWay: () => most,
    start: async ({ functions }) => ({
      async run(name, inputs) {
        calls += 1;
        const hash = createHash('sha256').update(seen).update(name);
        for (const [input, values] of Object.entries(inputs))
          hash.update(input).update(new Uint8Array(values.slice().buffer));
        seen = hash.digest('hex');
        const own = seen;
        const isLost = calls >= failsAt;
        underWay += 1;
        most = Math.max(most, underWay);
        await nextTurn();
        underWay -= 1;
        if (isLost) throw new GpuFailure('lost', 'It was pulled out.');
        return Float32Array.from(
          { length: functions[name].result.bytes / 4 },
          (_, i) => Math.sin(Number.parseInt(own.slice(2 * i, 2 * i + 6), 16)) - 3 * i,
        );
      },
      writeState: () => undefined,
      readState: async () => new Map(),
      dispose: () => undefined,
    }),
    close: () => undefined,
  };
}

const steps = 2 * heldOutIntervalSteps + 3;

/** Steps on such a card, with as many under way as may be, or one after the other. */
async function train(change: Partial<RunConfig>, isAhead: boolean, card = hashingCard()) {
  const config = smallConfig('classic-mlp', {
    ...{ augmentations: ['colour', 'translation'], augmentProbability: 0.4, augmentTarget: 0.5 },
    ...change,
  });
  const source = randomPictures(config);
  const held = { ...source.header, heldOut: 6 };
  const pictures = { header: held, trainedCount: source.trainedCount - 6, batch: source.batch.bind(source) };
  const order = new DataOrder(pictures.trainedCount, config.seed);
  const state = createTrainingState(config);
  const runner = await GpuSteps.compile(state, card);
  const rows: StepRow[] = [];
  const begun: number[] = [];
  try {
    for (let i = 0; i < steps; i++) {
      rows.push(await runner.step(pictures, order, isAhead ? steps - 1 - i : 0));
      begun.push(runner.begun);
    }
    return { rows, begun, control: state.control, nimg: state.nimg };
  } catch (error) {
    return { rows, begun, control: state.control, nimg: state.nimg, error };
  } finally {
    runner.dispose();
    disposeTrainingState(state);
    source.close();
  }
}

it('gives what steps one after the other give, of whatever is given to the card, in whole batches and in parts', async () => {
  for (const change of [{}, { microBatches: 2 }]) {
    const card = hashingCard();
    const { begun, ...ahead } = await train(change, true, card);
    const { begun: none, ...expected } = await train(change, false);
    expect(ahead).toEqual(expected);
    expect(new Set(none)).toEqual(new Set([0]));
    // A look at held-out pictures may change the augmentation of the next step, which waits for it; nothing comes after the last.
    const waiting = begun.flatMap((count, i) => (count === 0 ? [i + 1] : []));
    expect(waiting).toEqual([heldOutIntervalSteps, 2 * heldOutIntervalSteps, steps]);
    expect(card.mostUnderWay()).toBeGreaterThan(1);
    expect(new Set(expected.rows.map(({ augment }) => augment)).size).toBeGreaterThan(1);
    expect(expected.nimg).toBe(4 * steps);
  }
});

it('waits for every step whose numbers are inputs of the next one', async () => {
  const card = hashingCard();
  const { begun } = await train({ leCamWeight: 0.3 }, true, card);
  expect(new Set(begun)).toEqual(new Set([0]));
});

it('goes on over looks that change nothing', async () => {
  const { begun, rows } = await train({ augmentTarget: 0 }, true);
  expect(begun.indexOf(0)).toBe(steps - 1);
  expect(rows[heldOutIntervalSteps - 1].heldOutLogit).toBeTypeOf('number');
});

it('has the state from before the step that was lost, and loses what came after it', async () => {
  const card = hashingCard(6);
  const { rows, error, nimg } = await train({}, true, card);
  expect(error).toMatchObject({ code: 'CARD_LOST' });
  expect(rows).toHaveLength(5);
  expect(nimg).toBe(4 * 5);
});

it('forgets what was begun when the state is set, and hands none over before it was asked for', async () => {
  const config = smallConfig('classic-mlp');
  const source = randomPictures(config);
  const order = new DataOrder(source.trainedCount, config.seed);
  const state = createTrainingState(config);
  const runner = await GpuSteps.compile(state, hashingCard());
  await runner.step(source, order, 5);
  expect(runner.begun).toBe(1);
  await expect(runner.sync()).rejects.toThrow('under way');
  runner.load();
  expect(runner.begun).toBe(0);
  runner.dispose();
  disposeTrainingState(state);
  source.close();
});
