import type { HyperParameter } from '../../main/contract/runs/hyper-parameters.ts';
import type { MetricId } from '../../main/contract/scores/scores.ts';

/** A hard word on the screens: how it is named, and the section of the manual that explains it. */
interface Topic {
  word: string;
  page: string;
  section: string;
}

const word = <const W extends string>(name: W, section: string) => ({ word: name, page: 'words', section });

/** Words that have a small question mark beside them. */
export const helpTopics = {
  augmentation: word('augmentation', 'augmentation'),
  batch: word('batch', 'batch'),
  checkpoint: word('checkpoints', 'checkpoint'),
  coverage: word('coverage', 'coverage'),
  directions: word('directions', 'pca-and-sefa'),
  discriminator: word('discriminator', 'discriminator'),
  diversity: word('diversity', 'diversity'),
  ema: word('EMA', 'ema'),
  embedding: word('embeddings', 'embedding'),
  fid: word('FID', 'fid'),
  frozen: word('frozen layers', 'frozen-layers'),
  gamma: word('γ', 'gamma'),
  gradient: word('gradients', 'gradient'),
  heldOut: word('held out', 'held-out'),
  identityDistance: word('identity distance', 'identity-distance'),
  judge: word('judge', 'judge'),
  kid: word('KID', 'kid'),
  kimg: word('kimg', 'kimg'),
  latent: word('latents', 'latent'),
  learningRate: word('learning rates', 'learning-rate'),
  leCam: word('LeCam', 'lecam'),
  logits: word('logits', 'logits'),
  loss: word('losses', 'loss'),
  memorisation: word('memorisation', 'memorisation'),
  mixing: { word: 'mixing', page: 'explore', section: 'between-faces' },
  msSsim: word('MS-SSIM', 'ms-ssim'),
  precision: word('precision and density', 'precision-and-density'),
  preset: { word: 'presets', page: 'presets', section: 'which-one-to-take' },
  projection: word('projection', 'projection'),
  recall: word('recall', 'recall'),
  seed: word('seed', 'seed'),
  slerp: word('slerp and lerp', 'slerp-and-lerp'),
  ssim: word('SSIM and PSNR', 'ssim-and-psnr'),
  step: word('steps', 'step'),
  sweep: word('sweeps', 'sweep'),
  truncation: word('truncation', 'truncation'),
} as const satisfies Record<string, Topic>;

export type HelpTopic = keyof typeof helpTopics;

/** What explains each score. */
export const metricTopics: Readonly<Record<MetricId, HelpTopic>> = {
  kid: 'kid',
  fid: 'fid',
  precision: 'precision',
  recall: 'recall',
  density: 'precision',
  coverage: 'coverage',
  msSsim: 'msSsim',
  ssim: 'ssim',
  psnr: 'ssim',
  identityDistance: 'identityDistance',
  memorisationPixels: 'memorisation',
  memorisationIdentity: 'memorisation',
  discriminatorTrained: 'discriminator',
  discriminatorHeldOut: 'heldOut',
  discriminatorFakes: 'discriminator',
};

/** What explains the hyper-parameters that are hard words. */
export const hyperParameterTopics: Readonly<Partial<Record<HyperParameter, HelpTopic>>> = {
  batchSize: 'batch',
  generatorLearningRate: 'learningRate',
  discriminatorLearningRate: 'learningRate',
  loss: 'loss',
  r1Gamma: 'gamma',
  r2Gamma: 'gamma',
  augmentations: 'augmentation',
  augmentTarget: 'augmentation',
  leCamWeight: 'leCam',
  emaHalfLifeKimg: 'ema',
  latentSize: 'latent',
  freezeLayers: 'frozen',
};
