import { readFileSync } from 'node:fs';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { PictureScores, Score } from '../../contract/scores/scores.ts';
import { shareInterval } from '../../contract/scores/share-interval.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import { toTensor } from '../engines/pixels.ts';
import { readNumbers } from '../engines/read-numbers.ts';
import { decodeSafetensors } from '../files/safetensors.ts';
import { architectureOf } from '../networks/index.ts';
import { assignArrays } from '../networks/tensor-arrays.ts';
import { disposeWeights } from '../networks/weights.ts';
import { takePictures } from './picture-rows.ts';

type DiscriminatorScores = Pick<
  PictureScores,
  'discriminatorTrained' | 'discriminatorHeldOut' | 'discriminatorFakes'
>;

/** How often the discriminator judges pictures rightly that it knows, that it does not know, and generated ones. */
export function scoreDiscriminator(
  config: RunConfig,
  trainingFile: string,
  sets: Record<'trained' | 'heldOut' | 'fakes', PixelBatch>,
): DiscriminatorScores {
  const logitsOf = loadDiscriminator(config, trainingFile);
  const logits = {
    trained: logitsOf(sets.trained),
    heldOut: logitsOf(sets.heldOut),
    fakes: logitsOf(sets.fakes),
  };
  // Losses that only compare logits with each other leave their zero anywhere: the middle then parts real from false.
  const hasZero = config.loss === 'non-saturating' || config.loss === 'hinge';
  const border = hasZero ? 0 : (mean(logits.trained) + mean(logits.fakes)) / 2;
  const score = (values: readonly number[], isRight: (logit: number) => boolean): Score =>
    values.length === 0
      ? { reason: 'The dataset has no held-out pictures.' }
      : { ...shareInterval(values.filter(isRight).length, values.length), n: values.length, resizer: 'none' };
  return {
    discriminatorTrained: score(logits.trained, (logit) => logit > border),
    discriminatorHeldOut: score(logits.heldOut, (logit) => logit > border),
    discriminatorFakes: score(logits.fakes, (logit) => logit <= border),
  };
}

export const refuseDiscriminator = (reason: string): DiscriminatorScores => ({
  discriminatorTrained: { reason },
  discriminatorHeldOut: { reason },
  discriminatorFakes: { reason },
});

/** Logits in batches as training has them: some discriminators look at the whole batch. */
function loadDiscriminator(config: RunConfig, file: string): (pictures: PixelBatch) => number[] {
  const { batchSize } = config;
  const architecture = architectureOf(config);
  const arrays = decodeSafetensors(readFileSync(file), file);
  return (pictures) => {
    const weights = architecture.createDiscriminator(config);
    assignArrays(weights, arrays, 'd.');
    const logits: number[] = [];
    for (let start = 0; start < pictures.count; start += batchSize) {
      const count = Math.min(batchSize, pictures.count - start);
      const rows = Array.from({ length: count }, (_, i) => start + i);
      logits.push(
        ...readNumbers(() =>
          architecture.discriminate(config, weights, toTensor(takePictures(pictures, rows))),
        ),
      );
    }
    disposeWeights(weights);
    return logits;
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
