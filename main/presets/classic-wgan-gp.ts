import type { Preset } from './preset.ts';

/**
 * WGAN-GP with its paper's constants (Gulrajani et al. 2017, algorithm 1): λ 10, five critic steps, Adam with 10⁻⁴, 0 and 0.9;
 * and d = 64, as in its authors' 64-pixel network. Their penalty is two-sided: a slope below 1 costs too.
 */
export const classicWganGp: Preset = {
  summary: {
    id: 'classic-wgan-gp',
    title: 'Classic WGAN-GP',
    summary:
      'A critic with a bounded slope instead of a discriminator: very stable, and five times as slow. For comparison.',
    resolution: 64,
    channels: 'auto',
    parametersMillions: 16.0,
  },
  channels: 'auto',
  defaultKimg: 2000,
  config: {
    preset: 'classic-wgan-gp',
    architecture: 'wgan-gp',
    resolution: 64,
    latentSize: 128,
    generatorWidths: [512, 512, 256, 128, 64],
    discriminatorWidths: [64, 128, 256, 512, 512],
    generatorLearningRate: 1e-4,
    discriminatorLearningRate: 1e-4,
    adamBeta1: 0,
    adamBeta2: 0.9,
    adamEpsilon: 1e-8,
    batchSize: 64,
    loss: 'wasserstein',
    gradientPenalty: 10,
    discriminatorSteps: 5,
    coachActs: false,
    flips: true,
    tickKimg: 4,
    gridRows: 8,
    gridColumns: 8,
  },
};
