import type { Preset } from './preset.ts';

/**
 * The textbook GAN of dense layers: z 100 → 128-256-512-1024 → 28×28 grey; binary cross-entropy; Adam at its defaults
 * (Kingma & Ba 2015); batch 128; a sample grid every 1,000 steps. With these settings the discriminator soon wins and the
 * generator collapses, on faces as on digits: the constants are kept because they are the textbook's.
 */
export const classicMlp: Preset = {
  summary: {
    id: 'classic-mlp',
    title: 'Classic MLP',
    summary:
      'The textbook GAN: dense layers on 28-pixel grey pictures. Easily collapses to one picture, which is what it teaches.',
    resolution: 28,
    channels: 'grey',
    parametersMillions: 2.1,
  },
  channels: 'grey',
  defaultKimg: 2560,
  config: {
    preset: 'classic-mlp',
    architecture: 'mlp',
    resolution: 28,
    latentSize: 100,
    generatorWidths: [128, 256, 512, 1024],
    discriminatorWidths: [512, 256, 128],
    generatorLearningRate: 2e-4,
    discriminatorLearningRate: 2e-4,
    adamBeta1: 0.5,
    adamBeta2: 0.999,
    adamEpsilon: 1e-7,
    batchSize: 128,
    loss: 'non-saturating',
    r1Gamma: 0,
    r1IntervalSteps: 1,
    emaHalfLifeKimg: 0,
    flips: false,
    tickKimg: 128,
    gridRows: 8,
    gridColumns: 8,
  },
};
