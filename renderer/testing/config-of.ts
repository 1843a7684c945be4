import { RunConfig } from '../../main/contract/runs/run-config.ts';

/** The config of a run, as tests of the window need one. */
export const configOf = (): RunConfig =>
  RunConfig.parse({
    schemaVersion: 1,
    preset: 'draft-32',
    architecture: 'style-dcgan',
    resolution: 32,
    channels: 1,
    batchSize: 32,
    generatorLearningRate: 2e-4,
    discriminatorLearningRate: 2e-4,
    latentSize: 64,
    generatorWidths: [128, 64, 32],
    discriminatorWidths: [32, 64, 128],
    flips: true,
    adamBeta1: 0,
    adamBeta2: 0.99,
    adamEpsilon: 1e-8,
    augmentations: ['colour', 'cutout'],
    tickKimg: 2,
    gridRows: 8,
    gridColumns: 8,
    seed: 1,
  });
