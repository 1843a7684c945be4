import { StudioError } from '../../../contract/errors.ts';
import { RunConfig } from '../../../contract/runs/run-config.ts';
import { describeVariant, type RunGroup, type SweepAxis } from '../../../contract/runs/run-group.ts';

/** One run of a sweep. */
export interface Variant extends Pick<RunGroup, 'axis' | 'value'> {
  config: RunConfig;
}

/** What a value makes of a config, by axis. */
const change: Record<SweepAxis, (base: RunConfig, value: number) => Partial<RunConfig>> = {
  gamma: ({ r1Gamma, r2Gamma }, factor) => ({ r1Gamma: r1Gamma * factor, r2Gamma: r2Gamma * factor }),
  'learning-rate': ({ generatorLearningRate, discriminatorLearningRate }, factor) => ({
    generatorLearningRate: generatorLearningRate * factor,
    discriminatorLearningRate: discriminatorLearningRate * factor,
  }),
  seed: (_, seed) => ({ seed }),
};

/** A config for each value, the same in everything else. Throws INVALID_INPUT where there is nothing to vary or to compare. */
export function sweepVariants(base: RunConfig, axis: SweepAxis, values: readonly number[]): Variant[] {
  if (new Set(values).size < values.length) throw unfit('A value is there twice.', 'Give each value once.');
  if (axis === 'gamma' && base.r1Gamma === 0 && base.r2Gamma === 0) {
    throw unfit(
      `Runs of ${base.preset} have no γ that could be varied.`,
      'Set γ of R1 in the expert settings, or vary the learning rate or the seed.',
    );
  }
  return values.map((value) => {
    const varied = RunConfig.safeParse({ ...base, ...change[axis](base, value) });
    if (!varied.success) {
      throw unfit(
        `A run cannot have ${describeVariant({ axis, value })}.`,
        axis === 'seed' ? 'Seeds are whole numbers from 0 to 4294967295.' : 'Give a smaller factor, above 0.',
      );
    }
    return { axis, value, config: varied.data };
  });
}

const unfit = (message: string, next: string) => new StudioError('INVALID_INPUT', message, { next });
