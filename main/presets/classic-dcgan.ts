import type { Preset } from './preset.ts';

/**
 * DCGAN with its paper's constants (Radford et al. 2016, §4), the authors' width of 64 feature maps and the batches of 64 of
 * their code and its many copies. As in the paper: no penalty, no averaged generator.
 */
export const classicDcgan: Preset = {
  summary: {
    id: 'classic-dcgan',
    title: 'Classic DCGAN',
    summary:
      'The network that made GANs of faces work, at 64 pixels, with the constants of its paper. Slow on a processor.',
    resolution: 64,
    channels: 'auto',
    parametersMillions: 6.3,
    reaches: { roughKimg: 100, goodKimg: 1000 },
  },
  channels: 'auto',
  defaultKimg: 1000,
  config: {
    preset: 'classic-dcgan',
    architecture: 'classic-dcgan',
    resolution: 64,
    latentSize: 100,
    generatorWidths: [512, 256, 128, 64],
    discriminatorWidths: [64, 128, 256, 512],
    generatorLearningRate: 2e-4,
    discriminatorLearningRate: 2e-4,
    adamBeta1: 0.5,
    adamBeta2: 0.999,
    adamEpsilon: 1e-8,
    batchSize: 64,
    loss: 'non-saturating',
    coachActs: false,
    flips: true,
    tickKimg: 4,
    gridRows: 8,
    gridColumns: 8,
  },
};
