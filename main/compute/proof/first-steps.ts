import type { RunConfig } from '../../contract/runs/run-config.ts';
import { randomStream } from '../../protocol/random.ts';
import { tf } from '../engines/tf.ts';
import { DataOrder, type Pictures } from '../training/data/data.ts';
import {
  createTrainingState,
  disposeTrainingState,
  stateVariables,
  type TrainingState,
} from '../training/state/training-state.ts';
import type { StepRunner } from '../training/steps/runner.ts';
import { type StepKind, stepKindAt, stepKindName, stepKinds } from '../training/steps/step-phases.ts';

/** What one step from the start of a run gave: its row, and everything that it changed, by name. */
export interface StepOutcome {
  row: Record<string, number>;
  state: ReadonlyMap<string, Float32Array>;
}

/** Pictures in a step of a proof: a step on a small batch goes through the same operations. */
const pictures = { small: 4, large: 2 };
const largeSide = 128;

/** The config whose first step is compared: the run's own networks, losses and penalties, with few pictures. */
export function proofConfig(config: RunConfig): RunConfig {
  const batchSize = Math.min(
    config.batchSize,
    config.resolution >= largeSide ? pictures.large : pictures.small,
  );
  const microBatches = config.microBatches > 1 ? batchSize / 2 : 1;
  return {
    ...config,
    batchSize: Math.max(2, batchSize),
    microBatches: Math.max(1, microBatches),
    // Adam's first step is ±rate for each weight, whatever its gradient's size: where that is rounding alone, its sign is
    // chance. So that the generator's gradient, which comes through the updated discriminator, does not hang on it.
    discriminatorLearningRate: config.discriminatorLearningRate * 1e-3,
    // Augmentations and their penalties are part of the step from its first picture on.
    ...(config.augmentations.length > 0
      ? { augmentProbability: Math.max(0.5, config.augmentProbability) }
      : {}),
  };
}

/** The first step of each kind that a run goes through, or of some of them, each from the start of the run. */
export async function firstSteps(
  config: RunConfig,
  createRunner: (state: TrainingState) => Promise<StepRunner>,
  kinds: readonly StepKind[] = stepKinds(config),
): Promise<Map<string, StepOutcome>> {
  const outcomes = new Map<string, StepOutcome>();
  const state = createTrainingState(config);
  const start = new Map([...stateVariables(state)].map(([name, variable]) => [name, variable.clone()]));
  const runner = await createRunner(state);
  try {
    for (const kind of kinds) {
      for (const [name, variable] of stateVariables(state)) variable.assign(start.get(name) ?? tf.scalar(0));
      Object.assign(state, { step: firstWith(config, kind), nimg: 0 });
      runner.load();
      const order = new DataOrder(pictureCount, config.seed);
      const row = { ...(await runner.step(randomPictures(config), order)) };
      await runner.sync();
      const values = new Map<string, Float32Array>();
      for (const [name, variable] of stateVariables(state))
        values.set(name, variable.dataSync<'float32'>().slice());
      outcomes.set(stepKindName(kind), { row, state: values });
    }
  } finally {
    runner.dispose();
    tf.dispose([...start.values()]);
    disposeTrainingState(state);
  }
  return outcomes;
}

function firstWith(config: RunConfig, kind: StepKind): number {
  let step = 0;
  while (stepKindName(stepKindAt(config, step)) !== stepKindName(kind)) step += 1;
  return step;
}

const pictureCount = 16;

/** Smooth random pictures, so that discriminators see something like photos and not noise; no files are needed. */
function randomPictures({ resolution, channels, batchSize, seed }: RunConfig): Pictures {
  const random = randomStream(seed, 'proof', 0);
  const one = () => {
    const waves = Array.from({ length: 4 }, () => [
      random.uniform() * 4,
      random.uniform() * 4,
      random.uniform() * 6,
    ]);
    return Uint8Array.from({ length: resolution ** 2 * channels }, (_, i) => {
      const pixel = Math.floor(i / channels);
      const [y, x] = [Math.floor(pixel / resolution) / resolution, (pixel % resolution) / resolution];
      const sum = waves.reduce(
        (total, [a, b, c]) => total + Math.sin(6 * (a * y + b * x) + c + (i % channels)),
        0,
      );
      return 127 + 30 * sum;
    });
  };
  const all = Array.from({ length: Math.max(batchSize, 4) }, one);
  return {
    trainedCount: pictureCount,
    header: {
      schemaVersion: 2,
      version: 'proof',
      count: pictureCount,
      heldOut: 0,
      size: resolution,
      channels,
    },
    batch: (indices: readonly number[]) => ({
      count: indices.length,
      size: resolution,
      channels,
      data: Uint8Array.from(indices.flatMap((index) => [...all[index % all.length]])),
    }),
  };
}
