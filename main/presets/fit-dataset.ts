import type { Channels } from '../contract/pictures.ts';
import type { Augmentation } from '../contract/runs/hyper-parameters.ts';
import type { RunConfig } from '../contract/runs/run-config.ts';

export type DatasetFit = Pick<
  RunConfig,
  'augmentations' | 'augmentProbability' | 'augmentTarget' | 'leCamWeight' | 'reconstructionWeight'
>;

const all: Augmentation[] = ['colour', 'translation', 'cutout'];

/**
 * How much a discriminator needs to be kept from learning its pictures by heart. Below 10,000 pictures augmentation is
 * worth more than any network (Zhao et al. 2020, table 3); LeCam adds to it below 1,000 (Tseng et al. 2021, table 3), where
 * a decoder keeps what the discriminator sees general too (Liu et al. 2021, table 4). Targets are of r_v, for which Karras
 * et al. 2020 take 0.5 (ADA, §3.1); fewer pictures are held tighter, and of many the chance stays near 0.
 */
const bands: readonly { below: number; fit: DatasetFit }[] = [
  {
    below: 1000,
    fit: {
      augmentations: all,
      augmentProbability: 1,
      augmentTarget: 0,
      leCamWeight: 0.1,
      reconstructionWeight: 1,
    },
  },
  {
    below: 5000,
    fit: {
      augmentations: all,
      augmentProbability: 0.5,
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
  augmentations: ['translation', 'cutout'],
  augmentProbability: 0,
  augmentTarget: 0.6,
  leCamWeight: 0,
  reconstructionWeight: 0,
};

/** What a dataset asks for; changes of colour are for pictures that have some. */
export function fitToDataset(imageCount: number, channels: Channels): DatasetFit {
  const fit = bands.find(({ below }) => imageCount < below)?.fit ?? plenty;
  if (channels === 3) return fit;
  return { ...fit, augmentations: fit.augmentations.filter((kind) => kind !== 'colour') };
}
