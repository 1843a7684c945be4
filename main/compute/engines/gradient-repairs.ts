import type { GradConfig } from '@tensorflow/tfjs';
import { leakySlope, reluSlope } from './native-kernels.ts';
import { type Tensor, type Tensor4D, tf } from './tf.ts';

type Pair = [number, number];
type Attributes = Parameters<GradConfig['gradFunc']>[2];

/** Puts the repaired gradients in the place of the stock ones, for all backends. */
export function repairGradients(): void {
  for (const repair of repairs) {
    if (tf.getGradient(repair.kernelName) !== undefined) tf.unregisterGradient(repair.kernelName);
    tf.registerGradient(repair);
  }
}

/**
 * Gradients of TensorFlow.js that are wrong or missing when they are differentiated again, as R1 does, written so that
 * they can be. The stock ones of tanh, sigmoid, exp and softmax use the operation's saved output, whose own dependence
 * on the input is lost without an error (tensorflow/tfjs#3252): here they come from the input. Leaky ReLU selects by a
 * computed mask (and like ReLU in six operations, where TensorFlow has one), pooling, resizing and depthwise convolutions have
 * gradient operations without a gradient, and depthToSpace has none at all.
 */
const repairs: readonly GradConfig[] = [
  {
    kernelName: 'Relu',
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => reluSlope(dy as Tensor, x) }),
  },
  {
    kernelName: 'LeakyRelu',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], { alpha }) => ({ x: () => leakySlope(dy as Tensor, x, Number(alpha)) }),
  },
  fromInput('Tanh', (x) => tf.sub(1, tf.square(tf.tanh(x)))),
  fromInput('Sigmoid', (x) => {
    const y = tf.sigmoid(x);
    return tf.mul(y, tf.sub(1, y));
  }),
  fromInput('Exp', (x) => tf.exp(x)),
  {
    kernelName: 'Softmax',
    inputsToSave: ['logits'],
    gradFunc: (dy, [logits], { dim }) => ({
      logits: () => {
        const y = tf.softmax(logits, dim as number);
        const weighted = tf.mul(dy as Tensor, y);
        return tf.sub(weighted, tf.mul(tf.sum(weighted, dim as number, true), y));
      },
    }),
  },
  ofLinearGradient('AvgPoolGrad', 'input', (ddx, _dy, { filterSize, strides, pad }) =>
    tf.avgPool(ddx, filterSize as Pair, strides as Pair, pad as 'same'),
  ),
  ofLinearGradient('ResizeBilinearGrad', 'images', (ddx, dy, { alignCorners }) =>
    tf.image.resizeBilinear(ddx, [dy.shape[1], dy.shape[2]], Boolean(alignCorners)),
  ),
  ofLinearGradient('ResizeNearestNeighborGrad', 'images', (ddx, dy, { alignCorners }) =>
    tf.image.resizeNearestNeighbor(ddx, [dy.shape[1], dy.shape[2]], Boolean(alignCorners)),
  ),
  {
    // Filters of depthwise convolutions are fixed here, so that only `dy` has a gradient.
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    inputsToSave: ['filter'],
    gradFunc: (ddx, [filter], { strides, pad }) => ({
      dy: () => tf.depthwiseConv2d(ddx as Tensor4D, filter as Tensor4D, strides as Pair, pad as 'same'),
    }),
  },
  {
    kernelName: 'DepthToSpace',
    inputsToSave: [],
    gradFunc: (dy, _, attributes) => ({
      x: () => spaceToDepth(dy as Tensor4D, Number(attributes['blockSize'])),
    }),
  },
];

/** dx = dy · slope(x), for an operation on single elements. */
function fromInput(kernelName: string, slope: (x: Tensor) => Tensor): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as Tensor, slope(x)) }),
  };
}

/** The gradient of a linear operation's gradient is the operation; it does not depend on where it was taken. */
function ofLinearGradient(
  kernelName: string,
  place: string,
  forward: (ddx: Tensor4D, dy: Tensor4D, attributes: Attributes) => Tensor,
): GradConfig {
  return {
    kernelName,
    inputsToSave: ['dy', place],
    gradFunc: (ddx, [dy, at], attributes) => ({
      dy: () => forward(ddx as Tensor4D, dy as Tensor4D, attributes),
      [place]: () => tf.zerosLike(at),
    }),
  };
}

/** [n, H, W, c] → [n, H/b, W/b, b²·c], the inverse of depthToSpace. */
function spaceToDepth(x: Tensor4D, block: number): Tensor {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = [height / block, width / block];
  const blocks = tf.transpose(
    tf.reshape(x, [batch, rows, block, columns, block, channels]),
    [0, 1, 3, 2, 4, 5],
  );
  return tf.reshape(blocks, [batch, rows, columns, block * block * channels]);
}
