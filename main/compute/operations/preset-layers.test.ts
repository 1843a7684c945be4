import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Side } from '../../contract/pictures.ts';
import { PresetId } from '../../contract/presets.ts';
import { architectureFacts } from '../../contract/runs/architectures.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { planConfig, presets } from '../../presets/index.ts';
import { tf } from '../engines/tf.ts';
import { architectureOf } from '../networks/index.ts';
import type { Weights } from '../networks/weights.ts';
import { realWidthsConfig } from '../testing/real-widths.ts';
import { useShapesBackend } from '../testing/shapes-backend.ts';
import { fullyRegularised, randomPictures } from '../testing/small-runs.ts';
import { DataOrder } from '../training/data/data.ts';
import { createTrainingState, disposeTrainingState } from '../training/state/training-state.ts';
import { stepKindAt, stepKindName, stepKinds } from '../training/steps/step-phases.ts';
import { eagerSteps } from '../training/steps/step-runner.ts';
import { describeOperation, type Operation } from './operation.ts';
import { presetOperations } from './operations-to-prove.ts';
import { recordOperations } from './recorded-operations.ts';

// Weights of any value will do, and those of 22 million take seconds to draw.
vi.mock(import('../../protocol/random.ts'), async (original) => {
  const { randomStream } = await original();
  return {
    randomStream: (...of) => ({ ...randomStream(...of), fillNormal: (target) => target }),
  };
});

/** What must be proved of an operation, whatever the batch: how many pictures a step has is the user's choice. */
function shapeOf(operation: Operation): string {
  if (operation.kind !== 'product') return describeOperation({ ...operation, batch: 1 });
  // Dense layers have a row for each picture, others a product for each.
  return describeOperation(operation.batch === 1 ? { ...operation, rows: 1 } : { ...operation, batch: 2 });
}

const cases = PresetId.options.flatMap((preset) =>
  architectureFacts[presets[preset].config.architecture].sides.flatMap((side) =>
    ([1, 3] as const)
      .filter((channels) => presets[preset].channels === 'auto' || channels === 1)
      .map((channels): [PresetId, Side, 1 | 3] => [preset, side, channels]),
  ),
);

/** A preset as it is, two pictures at a time, with every regulariser that it can have. */
function wholeConfig(preset: PresetId, resolution: Side, datasetChannels: 1 | 3): RunConfig {
  const config = planConfig(presets[preset], { seed: 1, datasetChannels, resolution, imageCount: 2000 });
  return {
    ...config,
    ...fullyRegularised(preset),
    batchSize: 2,
    microBatches: 1,
    // Each further one repeats the second.
    discriminatorSteps: Math.min(config.discriminatorSteps, 2),
  };
}

/** Operations of each kind of step that a run goes through. */
async function operationsOf(config: RunConfig, describe = shapeOf): Promise<string[]> {
  const recording = recordOperations();
  const state = createTrainingState(config);
  const source = randomPictures(config, 8);
  try {
    const runner = eagerSteps(state);
    for (const kind of stepKinds(config)) {
      while (stepKindName(stepKindAt(config, state.step)) !== stepKindName(kind)) state.step += 1;
      await runner.step(source, new DataOrder(source.trainedCount, config.seed));
    }
  } finally {
    source.close();
    recording.stop();
    disposeTrainingState(state);
  }
  return recording.operations().map(describe);
}

/** A convolution without the side of its map: filters and channels decide which kernel does it. */
const layerOf = (operation: Operation): string =>
  operation.kind === 'convolution'
    ? describeOperation({ ...operation, batch: 1, sides: [64, 64] })
    : operation.kind;

beforeAll(useShapesBackend);

describe('the operations that are proved', () => {
  const proved = new Set(presetOperations().map(shapeOf));
  const met = new Set<string>();

  it.each(cases)('hold all of %s at %i pixels with %i channels', async (...of) => {
    const used = await operationsOf(wholeConfig(...of));
    for (const shape of used) met.add(shape);
    expect(used.filter((shape) => !proved.has(shape))).toEqual([]);
    expect(used.length).toBeGreaterThan(0);
  });

  it('hold none that no preset has any more', () => {
    expect([...proved].filter((shape) => !met.has(shape))).toEqual([]);
  });

  it('would lack a layer of other widths', async () => {
    const config = { ...wholeConfig('standard-64', 64, 3), discriminatorWidths: [52, 96, 160, 256] };
    expect((await operationsOf(config)).filter((shape) => !proved.has(shape))).toContain(
      'convolution of 1 picture of 32×32 pixels with 4×4 filters, 52 → 96 channels, stride 2',
    );
  });
});

it('has the presets described truly', () => {
  const countParameters = (weights: Weights): number =>
    [...weights.values()].reduce((sum, { size }) => sum + size, 0);
  for (const preset of Object.values(presets)) {
    const config = planConfig(preset, { seed: 0, datasetChannels: 1 });
    const architecture = architectureOf(config);
    const count =
      countParameters(architecture.createGenerator(config)) +
      countParameters(architecture.createDiscriminator(config));
    expect(
      Math.abs(count / 1e6 - preset.summary.parametersMillions),
      `${preset.summary.id} ${count}`,
    ).toBeLessThan(0.06);
  }
  tf.disposeVariables();
});

const onSmallerPictures = PresetId.options.filter(
  (preset) => realWidthsConfig(preset, 1).resolution < presets[preset].config.resolution,
);

it.each(onSmallerPictures)('a step of %s for tests has every convolution of the real one', async (preset) => {
  const real = planConfig(presets[preset], { seed: 1, datasetChannels: 3, imageCount: 300 });
  const layers = async (config: RunConfig) =>
    new Set(await operationsOf({ ...config, batchSize: 2 }, layerOf));
  expect(await layers(realWidthsConfig(preset, 1))).toEqual(await layers(real));
});
