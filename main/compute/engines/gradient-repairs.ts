import type { Tensor } from './tf.ts';
import { tf } from './tf.ts';

/**
 * LeakyRelu's stock gradient cannot be differentiated again (it selects by a computed mask); written with Step,
 * whose own gradient is zero, it can: needed by the R1 penalty. See tensorflow/tfjs#3252 for the family of faults.
 */
export function repairGradients(): void {
  tf.unregisterGradient('LeakyRelu');
  tf.registerGradient({
    kernelName: 'LeakyRelu',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => tf.mul(dy as Tensor, tf.step(x, Number(attrs['alpha']))),
    }),
  });
}
