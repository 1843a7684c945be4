import type { Preset } from './preset.ts';

/**
 * Residual bottlenecks and the relativistic loss with both zero-centred penalties at every step (R3GAN, Huang et al. 2024).
 * γ lies between their 2 at 64 and 150 at 256 pixels, and falls to a tenth as theirs does; batches are an eighth of theirs.
 */
export const high128: Preset = {
  summary: {
    id: 'high-128',
    title: 'High 128',
    summary: 'Detailed faces at 128 pixels. Made for a graphics card; a processor needs days.',
    resolution: 128,
    channels: 'auto',
    parametersMillions: 2.2,
    reaches: { roughKimg: 200, goodKimg: 2500 },
  },
  channels: 'auto',
  defaultKimg: 3000,
  fitsDataset: true,
  config: {
    preset: 'high-128',
    architecture: 'residual',
    resolution: 128,
    latentSize: 128,
    generatorWidths: [256, 256, 256, 192, 96, 48],
    discriminatorWidths: [48, 96, 192, 256, 256, 256],
    generatorLearningRate: 5e-4,
    discriminatorLearningRate: 5e-4,
    adamBeta1: 0,
    adamBeta2: 0.99,
    adamEpsilon: 1e-8,
    batchSize: 32,
    loss: 'relativistic',
    r1Gamma: 15,
    r2Gamma: 15,
    r1IntervalSteps: 1,
    gammaDecayKimg: 2000,
    gammaEnd: 0.1,
    emaHalfLifeKimg: 20,
    flips: true,
    tickKimg: 4,
    gridRows: 6,
    gridColumns: 6,
  },
};
