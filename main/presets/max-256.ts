import type { Preset } from './preset.ts';

/**
 * The same family as high-128, one stage deeper, with skip-layer excitation (Liu et al. 2021, §3.1) from maps of 4 to 64, 8
 * to 128 and 16 to 256 pixels, and below 1,000 pictures a decoder at the discriminator. γ is lower than R3GAN's 150, which
 * is for batches of 256.
 */
export const max256: Preset = {
  summary: {
    id: 'max-256',
    title: 'Max 256',
    summary:
      'The largest faces, 256 pixels. Needs a graphics card and patience; works with a few hundred photos too.',
    resolution: 256,
    channels: 'auto',
    parametersMillions: 2.7,
    reaches: { roughKimg: 300, goodKimg: 5000 },
  },
  channels: 'auto',
  defaultKimg: 5000,
  fitsDataset: true,
  config: {
    preset: 'max-256',
    architecture: 'residual',
    resolution: 256,
    latentSize: 128,
    generatorWidths: [256, 256, 256, 192, 128, 64, 32],
    discriminatorWidths: [32, 64, 128, 192, 256, 256, 256],
    generatorLearningRate: 5e-4,
    discriminatorLearningRate: 5e-4,
    adamBeta1: 0,
    adamBeta2: 0.99,
    adamEpsilon: 1e-8,
    batchSize: 16,
    loss: 'relativistic',
    r1Gamma: 60,
    r2Gamma: 60,
    r1IntervalSteps: 1,
    gammaDecayKimg: 3000,
    gammaEnd: 0.1,
    emaHalfLifeKimg: 20,
    skipExcitation: true,
    flips: true,
    tickKimg: 4,
    gridRows: 4,
    gridColumns: 4,
  },
};
