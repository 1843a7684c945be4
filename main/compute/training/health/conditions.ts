import type { HealthCondition } from '../../../contract/runs/health.ts';

/** What is said of a condition: the numbers make the sentence. */
export interface ConditionText {
  sentence(numbers: Readonly<Record<string, number>>): string;
  suggestion: string;
}

const times = (value: number) => value.toFixed(value < 10 ? 1 : 0);
const kimg = (nimg: number) => `${(nimg / 1000).toFixed(1)} kimg`;
const percent = (share: number) => `${Math.round(share * 100)} %`;

export const conditionTexts: Readonly<Record<HealthCondition, ConditionText>> = {
  overflow: {
    sentence: () => 'The training’s numbers grew beyond what a computer can hold.',
    suggestion: 'If it comes back, start again with half the learning rates or twice γ.',
  },
  divergence: {
    sentence: ({ size, usual }) =>
      usual === undefined
        ? `The discriminator has run away: its answers are around ±${times(size)}.`
        : `The training has been thrown off: the discriminator’s gradients became ${times(size / usual)} times their usual size.`,
    suggestion: 'Lower the learning rates or raise γ.',
  },
  overfit: {
    sentence: ({ overfitting }) =>
      `The discriminator is learning your pictures by heart: new ones look ${percent(overfitting)} as false to it as generated ones.`,
    suggestion:
      'More pictures help most; stronger augmentation helps too. Earlier checkpoints may be better.',
  },
  collapse: {
    sentence: ({ diversity, rank }) =>
      diversity <= rank
        ? `The faces are becoming alike: they differ ${percent(diversity)} as much as your pictures do.`
        : `The faces are becoming alike: they differ in ${percent(rank)} as many ways as your pictures do.`,
    suggestion: 'Go back to an earlier checkpoint, raise γ or take a larger batch.',
  },
  memorisation: {
    sentence: ({ nearness }) =>
      `Faces are near-copies of your pictures: they are ${percent(nearness)} as far from them as unseen photos are.`,
    suggestion: 'Stop here and keep an earlier checkpoint, or add pictures.',
  },
  plateau: {
    sentence: ({ ticks }) => `The same faces have hardly changed over the last ${ticks} sample grids.`,
    suggestion: 'Let the learning rates fall, or stop: more of the same will not change much.',
  },
  starved: {
    sentence: ({ gap }) =>
      `The discriminator tells every face from a photo with certainty (${times(gap)} nats apart), so the generator learns nothing.`,
    suggestion: 'Lower the discriminator’s learning rate or switch augmentation on.',
  },
  'engine-wrong': {
    sentence: ({ rightAt, backTo }) =>
      backTo <= rightAt
        ? `The engine computed an operation of the training wrongly; the run went back to ${kimg(backTo)}, when it was still right.`
        : `The engine computed an operation of the training wrongly, perhaps since ${kimg(rightAt)}; the oldest checkpoint that is left is of ${kimg(backTo)}.`,
    suggestion: 'Nothing: it goes on with other settings of the engine, or with another one.',
  },
  'weak-data': {
    sentence: ({ count, distance }) =>
      distance === undefined
        ? `There are only ${count} pictures to learn from: expect mixtures of them rather than new faces.`
        : 'All pictures of the dataset look the same: there is nothing to learn.',
    suggestion: 'Add pictures; a thousand is a good start.',
  },
};
