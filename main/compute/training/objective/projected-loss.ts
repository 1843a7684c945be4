import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { type Tensor, type Tensor4D, tf } from '../../engines/tf.ts';
import { judgeProjected } from '../../networks/projected.ts';
import { losses } from './losses.ts';

type Config = Pick<RunConfig, 'loss' | 'projectedWeight'>;
type Weights = ReadonlyMap<string, Tensor>;

/** The run's own loss, taken of the logits of the projected heads and weighted; scalars. Pictures [n, S, S, C] as they are seen. */
export const projectedLosses = {
  discriminator: (
    { loss, projectedWeight }: Config,
    weights: Weights,
    real: Tensor4D,
    fake: Tensor4D,
  ): Tensor =>
    tf.mul(
      losses[loss].discriminator(judgeProjected(weights, real), judgeProjected(weights, fake)),
      projectedWeight,
    ),

  /** `real` is there for a loss that compares with it. */
  generator: (
    { loss, projectedWeight }: Config,
    weights: Weights,
    fake: Tensor4D,
    real: Tensor4D | undefined,
  ): Tensor => {
    const fakeLogits = judgeProjected(weights, fake);
    const realLogits = real === undefined ? fakeLogits : judgeProjected(weights, real);
    return tf.mul(losses[loss].generator(fakeLogits, realLogits), projectedWeight);
  },
};
