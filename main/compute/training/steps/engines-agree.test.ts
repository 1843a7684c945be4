import { afterAll, describe, expect, it } from 'vitest';
import type { EngineId, StepMode } from '../../../contract/engines.ts';
import { PresetId } from '../../../contract/presets.ts';
import { architectureFacts } from '../../../contract/runs/architectures.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import { tf } from '../../engines/tf.ts';
import { enginesHere } from '../../testing/engines-here.ts';
import { fullyRegularised, randomPictures, smallConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import { createTrainingState, disposeTrainingState, stateVariables } from '../state/training-state.ts';
import { stepKindAt, stepKindName, stepKinds } from './step-phases.ts';
import { createStepRunner } from './step-runner.ts';

const engines = await enginesHere();
afterAll(() => tf.disposeVariables());

/** Engines add up in other orders; a loss may differ by this much of itself over a few steps. */
const lossTolerance = 5e-3;
/** Share of weights that may be further apart than a tenth of a step: those whose gradient is next to nothing. */
const shareApart = 0.05;

interface Trained {
  rows: Record<string, number>[];
  weights: Map<string, Float32Array>;
}

async function trainOn(engine: EngineId, mode: StepMode, config: RunConfig, steps: number): Promise<Trained> {
  await tf.setBackend(engine);
  const source = randomPictures(config);
  const state = createTrainingState(config);
  const runner = await createStepRunner(state, mode);
  expect(runner.mode).toBe(mode);
  const order = new DataOrder(source.trainedCount, config.seed);
  const rows: Record<string, number>[] = [];
  for (let i = 0; i < steps; i++) rows.push({ ...(await runner.step(source, order)) });
  await runner.sync();
  const weights = new Map(
    [...stateVariables(state)].map(([name, variable]) => [name, variable.dataSync<'float32'>()]),
  );
  runner.dispose();
  source.close();
  disposeTrainingState(state);
  return { rows, weights };
}

function expectSame(actual: Trained, expected: Trained, learningRate: number): void {
  for (const [step, row] of expected.rows.entries())
    for (const [key, value] of Object.entries(row))
      expect(Math.abs(actual.rows[step][key] - value), `${key} of step ${step}`).toBeLessThan(
        lossTolerance * Math.max(1, Math.abs(value)),
      );
  let [count, apart] = [0, 0];
  for (const [name, values] of expected.weights) {
    if (/\.[mv]$/.test(name)) continue;
    const others = actual.weights.get(name);
    count += values.length;
    for (const [i, value] of values.entries())
      if (!(Math.abs(value - (others?.[i] ?? Number.NaN)) < learningRate / 10)) apart += 1;
  }
  expect(apart / count).toBeLessThan(shareApart);
}

const fastest = ({ generatorLearningRate, discriminatorLearningRate }: RunConfig) =>
  Math.max(generatorLearningRate, discriminatorLearningRate);

describe.runIf(engines.length === 2)('a step on wasm and a compiled one (needs native TensorFlow)', () => {
  it.each(PresetId.options)(
    'agree for every kind of step of %s, in colour, with all that it can have',
    async (preset) => {
      const config = smallConfig(preset, {
        ...fullyRegularised(preset),
        channels: presets[preset].channels === 'grey' ? 1 : 3,
      });
      const kinds = stepKinds(config).map(stepKindName);
      const steps = Math.max(config.r1IntervalSteps, config.discriminatorSteps) + 1;
      const gone = new Set(
        Array.from({ length: steps }, (_, step) => stepKindName(stepKindAt(config, step))),
      );
      expect([...gone].sort()).toEqual([...kinds].sort());
      const eager = await trainOn('wasm', 'eager', config, steps);
      const compiled = await trainOn('tensorflow', 'graph', config, steps);
      expectSame(compiled, eager, fastest(config));
    },
  );
});

/** Every side that a preset's networks can make; its own both grey and in colour, others in turn. */
const shapes = PresetId.options.flatMap((preset) =>
  architectureFacts[presets[preset].config.architecture].sides.flatMap((resolution, i) =>
    ([1, 3] as const)
      .filter((channels) =>
        presets[preset].channels === 'grey'
          ? channels === 1
          : resolution === presets[preset].config.resolution || channels === [1, 3][i % 2],
      )
      .map((channels): [string, RunConfig] => [
        `${preset} at ${resolution} pixels, ${channels === 1 ? 'grey' : 'in colour'}`,
        {
          ...planConfig(presets[preset], { seed: 2, datasetChannels: channels, resolution, width: 2 }),
          batchSize: 2,
          latentSize: 4,
        },
      ]),
  ),
);

describe('one step', () => {
  it.each(shapes)('of %s', async (_, config) => {
    const [first, ...others] = engines;
    const expected = await trainOn(first, 'eager', config, 1);
    for (const value of Object.values(expected.rows[0])) expect(Number.isFinite(value)).toBe(true);
    for (const engine of others)
      expectSame(await trainOn(engine, 'eager', config, 1), expected, fastest(config));
  });
});
