import { asOne } from './tape.ts';
import { type Tensor, type Tensor4D, tf } from './tf.ts';

/** Twice the sides, each pixel four times: copies beside each other along the channels, then along the rows. */
export const doubled = (x: Tensor4D): Tensor4D =>
  asOne('doubled', { x }, {}, () => {
    const [batch, height, width, channels] = x.shape;
    const wide: Tensor4D = tf.reshape(tf.concat([x, x], 3), [batch, height, 2 * width, channels]);
    return tf.reshape(tf.concat([wide, wide], 2), [batch, 2 * height, 2 * width, channels]);
  });

/** Half the sides, each pixel the mean of 2×2. */
export const halved = (x: Tensor4D): Tensor4D =>
  asOne('halved', { x }, {}, () => {
    const [batch, height, width, channels] = x.shape;
    const rows = tf.mean(tf.reshape(x, [(batch * height) / 2, 2, width * channels]), 1);
    const both = tf.mean(tf.reshape(rows, [(batch * height) / 2, width / 2, 2, channels]), 2);
    return tf.reshape(both, [batch, height / 2, width / 2, channels]);
  });

/** One channel that holds the mean, over all features, of their standard deviation over the batch (Karras et al. 2018, §3). */
export const minibatchDeviation = (x: Tensor4D, epsilon = 1e-8): Tensor4D =>
  asOne('minibatch-deviation', { x }, { epsilon }, () => {
    const [batch, height, width] = x.shape;
    const centred = tf.sub(x, tf.mean(x, 0, true));
    // Epsilon keeps the square root differentiable where all pictures agree.
    const deviation: Tensor = tf.sqrt(tf.add(tf.mean(tf.square(centred), 0), epsilon));
    return tf.mul(tf.ones([batch, height, width, 1]), tf.mean(deviation));
  });
