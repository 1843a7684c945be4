import type { RunConfig } from '../../contract/run-config.ts';

export type DatasetFit = Pick<
  RunConfig,
  'augmentations' | 'augmentProbability' | 'augmentTarget' | 'leCamWeight' | 'reconstructionWeight'
>;

/**
 * How much a discriminator needs to be kept from learning its pictures by heart. Below 10,000 pictures augmentation is
 * worth more than any network (Zhao et al. 2020, table 3); LeCam adds to it below 1,000 (Tseng et al. 2021, table 3), and
 * below that a decoder keeps what the discriminator sees general (Liu et al. 2021, table 4).
 */
const bands: readonly { below: number; fit: DatasetFit }[] = [
  {
    below: 1000,
    fit: {
      augmentations: ['colour', 'translation', 'cutout'],
      augmentProbability: 1,
      augmentTarget: 0,
      leCamWeight: 0.1,
      reconstructionWeight: 1,
    },
  },
  {
    below: 5000,
    fit: {
      augmentations: ['colour', 'translation', 'cutout'],
      augmentProbability: 0.2,
      augmentTarget: 0.4,
      leCamWeight: 0,
      reconstructionWeight: 0,
    },
  },
  {
    below: 20_000,
    fit: {
      augmentations: ['translation', 'cutout'],
      augmentProbability: 0,
      augmentTarget: 0.5,
      leCamWeight: 0,
      reconstructionWeight: 0,
    },
  },
];

const plenty: DatasetFit = {
  augmentations: [],
  augmentProbability: 0,
  augmentTarget: 0,
  leCamWeight: 0,
  reconstructionWeight: 0,
};

export const fitToDataset = (imageCount: number): DatasetFit =>
  bands.find(({ below }) => imageCount < below)?.fit ?? plenty;
