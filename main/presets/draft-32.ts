import type { Preset } from './preset.ts';

/**
 * Non-saturating loss and lazy R1, whose every sixteenth step costs 6 % more: the cheapest stable recipe. Small on purpose:
 * on two cores, networks of half this library's usual width, in batches of 32 rather than 64, see more images and take more
 * steps in the same time, and draw clearer faces after 90 s.
 *
 * Rates that fall with the root of the images from 40 kimg on are not in it: on 2,000 drawn faces KID after 320 kimg was 0.005
 * instead of 0.009 (random network, mean of three seeds), but on 3,000 grey photos 0.092 instead of 0.073 (face network; 0.034
 * instead of 0.030 by the judge; one seed). A longer average was worse on drawn faces: 0.012 with a half-life of a tenth of the run.
 */
export const draft32: Preset = {
  summary: {
    id: 'draft-32',
    title: 'Draft 32',
    summary: 'Small convolutional networks at 32 pixels. Recognisable faces within minutes on any computer.',
    resolution: 32,
    channels: 'auto',
    parametersMillions: 0.4,
    reaches: { roughKimg: 15, goodKimg: 150 },
  },
  channels: 'auto',
  defaultKimg: 200,
  fitsDataset: true,
  config: {
    preset: 'draft-32',
    architecture: 'dcgan',
    resolution: 32,
    latentSize: 64,
    generatorWidths: [96, 64, 32],
    discriminatorWidths: [32, 64, 96],
    generatorLearningRate: 2e-3,
    discriminatorLearningRate: 1e-3,
    adamBeta1: 0,
    adamBeta2: 0.99,
    adamEpsilon: 1e-8,
    batchSize: 32,
    loss: 'non-saturating',
    r1Gamma: 0.3,
    r1IntervalSteps: 16,
    emaHalfLifeKimg: 5,
    flips: true,
    tickKimg: 2,
    gridRows: 8,
    gridColumns: 8,
  },
};
