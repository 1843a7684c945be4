import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../../engines/tf.ts';
import { judgeProjected } from '../../networks/projected.ts';
import { augment } from './augment.ts';
import { losses } from './losses.ts';

type Config = Pick<RunConfig, 'augmentations' | 'loss' | 'projectedWeight'>;

/** Pictures [n, S, S, C] with the augmentations that were drawn for them. */
export interface SeenPictures {
  pictures: Tensor4D;
  draws: Tensor2D | undefined;
}

/** The run's own loss, taken of the logits of the projected heads and weighted; scalars. */
export const projectedLosses = {
  discriminator: (
    config: Config,
    weights: ReadonlyMap<string, Tensor>,
    { real, fake }: { real: SeenPictures; fake: SeenPictures },
  ): Tensor =>
    tf.mul(
      losses[config.loss].discriminator(judge(config, weights, real), judge(config, weights, fake)),
      config.projectedWeight,
    ),

  generator: (
    config: Config,
    weights: ReadonlyMap<string, Tensor>,
    { real, fake }: { real: SeenPictures; fake: SeenPictures },
  ): Tensor => {
    const loss = losses[config.loss];
    const fakeLogits = judge(config, weights, fake);
    const realLogits = loss.comparesWithReal ? judge(config, weights, real) : fakeLogits;
    return tf.mul(loss.generator(fakeLogits, realLogits), config.projectedWeight);
  },
};

const judge = (config: Config, weights: ReadonlyMap<string, Tensor>, { pictures, draws }: SeenPictures) =>
  judgeProjected(weights, draws === undefined ? pictures : augment(config, pictures, draws));
