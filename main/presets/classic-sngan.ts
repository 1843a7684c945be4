import type { Preset } from './preset.ts';

/**
 * SNGAN with its paper's constants (Miyato et al. 2018, §4 and appendix B.4), at 64 pixels as Lee & Town 2020 train it: the
 * learning rates fall to nothing over 100,000 generator steps, which are 5 · 64 images each.
 */
export const classicSngan: Preset = {
  summary: {
    id: 'classic-sngan',
    title: 'Classic SNGAN',
    summary:
      'Spectral normalisation and the hinge loss, in wide residual networks. For comparison; very slow on a processor.',
    resolution: 64,
    channels: 'auto',
    parametersMillions: 22.4,
  },
  channels: 'auto',
  defaultKimg: 2000,
  config: {
    preset: 'classic-sngan',
    architecture: 'sngan',
    resolution: 64,
    latentSize: 128,
    generatorWidths: [1024, 512, 256, 128, 64],
    discriminatorWidths: [64, 128, 256, 512, 1024],
    generatorLearningRate: 2e-4,
    discriminatorLearningRate: 2e-4,
    adamBeta1: 0,
    adamBeta2: 0.9,
    adamEpsilon: 1e-8,
    batchSize: 64,
    loss: 'hinge',
    discriminatorSteps: 5,
    learningRateDecayKimg: 32_000,
    coachActs: false,
    flips: true,
    tickKimg: 4,
    gridRows: 8,
    gridColumns: 8,
  },
};
