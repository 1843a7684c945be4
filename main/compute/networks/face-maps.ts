import { type Tensor, type Tensor1D, type Tensor4D, tf } from '../engines/tf.ts';
import { readGraphModel } from '../faces/file-loader.ts';
import { faceNetworkFile } from '../faces/network-package.ts';
import { type WeightBuilder, weight } from './weights.ts';

/** The maps that are taken of a fixed face network: the last of each side, after so many of its pairs of layers. */
export const faceMaps = [
  { name: 'quarter', pair: 3, stride: 4, width: 128 },
  { name: 'eighth', pair: 5, stride: 8, width: 256 },
  { name: 'sixteenth', pair: 11, stride: 16, width: 512 },
] as const;

/** Adds its weights, 1.6 million, which no gradient changes. Reads a file of the package, 7 MB. */
export function addFaceLayers(builder: WeightBuilder): void {
  const { weightSpecs, weightData } = readGraphModel(faceNetworkFile());
  tf.tidy(() => {
    const given = new Map(Object.entries(tf.io.decodeWeights(weightData, weightSpecs)));
    const add = (name: string, kernel: Tensor, layer: string) => {
      builder.fixed(`face.${name}.kernel`, kernel);
      builder.fixed(`face.${name}.bias`, weight(given, `${layer}_bn/batchnorm_1/sub`));
    };
    const convolution = (layer: string) => weight(given, `${layer}/convolution/merged_input`);
    add('first', convolution('conv1'), 'conv1');
    for (let i = 1; i <= pairStrides.length; i++) {
      const [depthwise, pointwise] = [`conv_dw_${i}`, `conv_pw_${i}`];
      // One scale for each channel, which is the last axis but one.
      const scale = tf.reshape(weight(given, `${depthwise}_bn/batchnorm_1/mul`), [-1, 1]);
      add(`depthwise${i}`, tf.mul(weight(given, `${depthwise}/depthwise_kernel`), scale), depthwise);
      add(`pointwise${i}`, convolution(pointwise), pointwise);
    }
  });
}

/**
 * [n, S, S, C] in [−1, 1] → the maps of `faceMaps`, each [n, ⌈S / stride⌉, ⌈S / stride⌉, width], in [0, 6]. 40 million
 * products a picture for S = 64.
 */
export function faceMapsOf(weights: ReadonlyMap<string, Tensor>, pictures: Tensor4D): Tensor4D[] {
  const colour = pictures.shape[3] === 1 ? tf.concat([pictures, pictures, pictures], 3) : pictures;
  // It was trained on bytes.
  const bytes: Tensor4D = tf.mul(tf.add(colour, 1), 127.5);
  let x = cut(weights, 'first', tf.conv2d(bytes, kernelOf(weights, 'first'), 2, 'same'));
  const found: Tensor4D[] = [];
  for (const [i, stride] of pairStrides.entries()) {
    const [depthwise, pointwise] = [`depthwise${i + 1}`, `pointwise${i + 1}`];
    x = cut(weights, depthwise, tf.depthwiseConv2d(x, kernelOf(weights, depthwise), stride, 'same'));
    x = cut(weights, pointwise, tf.conv2d(x, kernelOf(weights, pointwise), 1, 'same'));
    if (faceMaps.some(({ pair }) => pair === i + 1)) found.push(x);
  }
  return found;
}

const kernelOf = (weights: ReadonlyMap<string, Tensor>, layer: string): Tensor4D =>
  weight(weights, `face.${layer}.kernel`) as Tensor4D;

const cut = (weights: ReadonlyMap<string, Tensor>, layer: string, x: Tensor4D): Tensor4D =>
  tf.minimum(tf.relu(tf.add(x, weight(weights, `face.${layer}.bias`) as Tensor1D)), ceiling);

/**
 * Layers of the face description network of `@vladmandic/human` (a MobileNet, Howard et al. 2017, table 1), from the
 * picture inwards: a convolution of stride 2, then pairs of a 3×3 depthwise and a 1×1 convolution, each with its batch norm
 * folded into a kernel and a bias, and cut at 0 and 6. These are the strides of the pairs. Later ones are left out: they name
 * people, on maps of 2×2.
 */
const pairStrides: readonly (1 | 2)[] = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1];
const ceiling = 6;
