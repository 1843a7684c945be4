import type { Preset } from './preset.ts';

/**
 * Strided 4×4 convolutions cost a tenth of what two 3×3 a stage do, which decides everything on a processor; so does lazy
 * R1, where the relativistic loss with both penalties would cost twice as much a step. γ 1 as StyleGAN2 takes it for small
 * sets (paper256). Batches of 32 as more and smaller steps beat fewer large ones within an hour. At twice the learning
 * rates it diverges within 5 kimg.
 */
export const standard64: Preset = {
  summary: {
    id: 'standard-64',
    title: 'Standard 64',
    summary:
      'Clear faces at 64 pixels: the best choice for an evening on a processor, or an hour on a graphics card.',
    resolution: 64,
    channels: 'auto',
    parametersMillions: 2.9,
    reaches: { roughKimg: 60, goodKimg: 500 },
  },
  channels: 'auto',
  defaultKimg: 1000,
  fitsDataset: true,
  config: {
    preset: 'standard-64',
    architecture: 'style-dcgan',
    resolution: 64,
    latentSize: 64,
    generatorWidths: [256, 160, 96, 48],
    discriminatorWidths: [48, 96, 160, 256],
    generatorLearningRate: 1e-3,
    discriminatorLearningRate: 7e-4,
    adamBeta1: 0,
    adamBeta2: 0.99,
    adamEpsilon: 1e-8,
    batchSize: 32,
    loss: 'non-saturating',
    r1Gamma: 1,
    r1IntervalSteps: 16,
    emaHalfLifeKimg: 10,
    flips: true,
    tickKimg: 4,
    gridRows: 8,
    gridColumns: 8,
  },
};
