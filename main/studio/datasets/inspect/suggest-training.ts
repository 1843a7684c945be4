import type { Verdict } from '../../../contract/datasets/diagnosis.ts';
import type { Channels } from '../../../contract/pictures.ts';
import type { PresetId } from '../../../contract/presets.ts';
import type { Augmentation } from '../../../contract/runs/hyper-parameters.ts';
import { fitToDataset } from '../../../presets/fit-dataset.ts';
import { presets } from '../../../presets/index.ts';

interface Suitability {
  /** Pixels a side that the pictures have. */
  detail: number;
  isLikeDigits: boolean;
  /** True for so few pictures that they are only good to try things out with, which need not take an evening. */
  isTrial: boolean;
}

/** What such pictures are best trained with. */
export function suggestPresets({ detail, isLikeDigits, isTrial }: Suitability): {
  preset: PresetId;
  gpuPreset?: PresetId;
} {
  if (isLikeDigits) return { preset: 'classic-mlp' };
  if (isTrial) return { preset: forProcessors[0] };
  const largest = (ids: readonly PresetId[]) =>
    ids.findLast((id) => detail >= presets[id].config.resolution * enoughDetail);
  const gpuPreset = largest(forGraphicsCards);
  return {
    preset: largest(forProcessors) ?? forProcessors[0],
    ...(gpuPreset === undefined ? {} : { gpuPreset }),
  };
}

/** Presets that draw photos, by rising resolution: what a processor trains in an evening, and what wants a graphics card. */
const forProcessors: readonly PresetId[] = ['draft-32', 'standard-64'];
const forGraphicsCards: readonly PresetId[] = ['high-128', 'max-256'];

/** A preset fits when the pictures have at least this part of its pixels a side: less is enlargement, not detail. */
const enoughDetail = 0.75;

const changeNames: Record<Augmentation, string> = {
  colour: 'colour',
  translation: 'shifts',
  cutout: 'cut-outs',
};

/** What the preset will do to keep the discriminator from learning so many pictures by heart. */
export function augmentationWords(preset: PresetId, trainedCount: number, channels: Channels): string {
  const { fitsDataset, config } = presets[preset];
  if (fitsDataset !== true) return config.flips ? 'mirror images only' : 'none';
  const { augmentations, augmentProbability, leCamWeight } = fitToDataset(trainedCount, channels);
  if (augmentations.length === 0) return 'mirror images only';
  const changes = list(augmentations.map((kind) => changeNames[kind]));
  if (augmentProbability < 1) return `${changes}, as many as the run turns out to need`;
  return `${changes} on every picture${leCamWeight > 0 ? ', and two more brakes on learning by heart' : ''}`;
}

/** From where results are good up to where more no longer helps such a set, in kimg. */
export function trainingLength(preset: PresetId, limitKimg: number): Verdict['kimg'] {
  const { summary, fitsDataset, defaultKimg } = presets[preset];
  const to = fitsDataset === true ? limitKimg : Math.min(limitKimg, defaultKimg);
  return { from: Math.min(summary.reaches?.goodKimg ?? to, to / 2), to };
}

const list = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
