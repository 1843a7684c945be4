import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { compareSteps } from '../../proof/compare-steps.ts';
import { firstSteps, proofConfig } from '../../proof/first-steps.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { randomPictures, smallConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import { createTrainingState, disposeTrainingState, stateVariables } from '../state/training-state.ts';
import { createStepRunner, eagerSteps } from './step-runner.ts';

const engines = await enginesHere();
const inHalf = () => vi.stubEnv('FACELOOM_STEP_PRODUCTS', 'bfloat16');

describe.skipIf(!engines.includes('tensorflow'))('steps in bfloat16 (need native TensorFlow)', () => {
  beforeAll(() => useEngine('tensorflow'));
  afterEach(() => vi.unstubAllEnvs());

  it.each(['draft-32', 'classic-sngan', 'classic-mlp'] as const)(
    'of %s are right within the rounding of their products, and are not float32',
    async (preset) => {
      const config = smallConfig(preset);
      const exact = await firstSteps(proofConfig(config), async (state) => eagerSteps(state));
      inHalf();
      const half = await firstSteps(proofConfig(config), (state) => createStepRunner(state, 'graph'));
      expect(compareSteps(config, half, exact, 'bfloat16').wrong).toBeUndefined();
      expect(compareSteps(config, half, exact, 'float32').wrong).toBeDefined();
    },
  );

  it('keep weights and moments in float32: they hold more than 8 bits', async () => {
    inHalf();
    const outcomes = await firstSteps(proofConfig(smallConfig('draft-32')), (state) =>
      createStepRunner(state, 'graph'),
    );
    for (const { state } of outcomes.values()) {
      for (const [name, values] of state) {
        if (!name.endsWith('.kernel')) continue;
        const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
        expect(
          words.some((word) => (word & 0xffff) !== 0),
          name,
        ).toBe(true);
      }
    }
  });

  it('learn as float32 does: losses over sixty steps differ by less than they vary', async () => {
    const config = smallConfig('draft-32');
    const exact = await losses(config);
    inHalf();
    const half = await losses(config);
    const [a, b] = [exact.slice(30), half.slice(30)];
    const deviation = Math.sqrt(mean(a.map((loss) => (loss - mean(a)) ** 2)));
    expect(Math.abs(mean(b) - mean(a))).toBeLessThan(deviation);
    expect(half).not.toEqual(exact);
  });
});

/** The discriminator's losses over the first sixty steps of a run. */
async function losses(config: RunConfig): Promise<number[]> {
  const state = createTrainingState(config);
  const source = randomPictures(config);
  const order = new DataOrder(source.trainedCount, config.seed);
  const runner = await createStepRunner(state, 'graph');
  try {
    expect(runner.mode).toBe('graph');
    const rows: number[] = [];
    for (let i = 0; i < 60; i++) rows.push((await runner.step(source, order)).dLoss ?? Number.NaN);
    expect(stateVariables(state).size).toBeGreaterThan(0);
    return rows;
  } finally {
    runner.dispose();
    disposeTrainingState(state);
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
