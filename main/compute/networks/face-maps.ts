import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Tensor, type Tensor1D, type Tensor4D, tf } from '../engines/tf.ts';
import { type WeightBuilder, weight } from './weights.ts';

/** The maps that are taken of a fixed face network: the last of each side, after so many of its pairs of layers. */
export const faceMaps = [
  { name: 'quarter', pair: 3, stride: 4, width: 128 },
  { name: 'eighth', pair: 5, stride: 8, width: 256 },
  { name: 'sixteenth', pair: 11, stride: 16, width: 512 },
] as const;

/** Adds its weights, 1.6 million, which no gradient changes. Reads a file of the package, 7 MB. */
export function addFaceLayers(builder: WeightBuilder): void {
  const arrays = readFaceNetwork();
  const add = (name: string, [kernel, kernelShape]: FixedArray, bias: FixedArray) => {
    builder.fixed(`face.${name}.kernel`, kernel, kernelShape);
    builder.fixed(`face.${name}.bias`, bias[0], bias[1]);
  };
  const given = (name: string): FixedArray => {
    const found = arrays.get(name);
    if (found === undefined) throw new Error(`the face network has no "${name}"`);
    return found;
  };
  const bias = (layer: string) => given(`${layer}_bn/batchnorm_1/sub`);
  add('first', given('conv1/convolution/merged_input'), bias('conv1'));
  for (const [i] of pairs.entries()) {
    const [depthwise, pointwise] = [`conv_dw_${i + 1}`, `conv_pw_${i + 1}`];
    const [kernel, shape] = given(`${depthwise}/depthwise_kernel`);
    const [scale] = given(`${depthwise}_bn/batchnorm_1/mul`);
    // One scale for each channel, which is the last axis that counts.
    add(
      `depthwise${i + 1}`,
      [kernel.map((value, k) => value * scale[k % scale.length]), shape],
      bias(depthwise),
    );
    add(`pointwise${i + 1}`, given(`${pointwise}/convolution/merged_input`), bias(pointwise));
  }
}

/** [n, S, S, C] in [−1, 1] → the maps of `faceMaps`, each [n, ⌈S / stride⌉, ⌈S / stride⌉, width], in [0, 6]. 40 million products for S = 64. */
export function faceMapsOf(weights: ReadonlyMap<string, Tensor>, pictures: Tensor4D): Tensor4D[] {
  const colour = pictures.shape[3] === 1 ? tf.concat([pictures, pictures, pictures], 3) : pictures;
  // It was trained on bytes.
  const bytes: Tensor4D = tf.mul(tf.add(colour, 1), 127.5);
  let x = cut(weights, 'first', tf.conv2d(bytes, kernelOf(weights, 'first'), 2, 'same'));
  const found: Tensor4D[] = [];
  for (const [i, { stride }] of pairs.entries()) {
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
 * folded into a kernel and a bias, and cut at 0 and 6. Later layers are left out: they name people, on maps of 2×2.
 */
const pairs: readonly { stride: 1 | 2; to: number }[] = [
  { stride: 1, to: 64 },
  { stride: 2, to: 128 },
  { stride: 1, to: 128 },
  { stride: 2, to: 256 },
  { stride: 1, to: 256 },
  { stride: 2, to: 512 },
  { stride: 1, to: 512 },
  { stride: 1, to: 512 },
  { stride: 1, to: 512 },
  { stride: 1, to: 512 },
  { stride: 1, to: 512 },
];
const ceiling = 6;

/** Values and shape. */
type FixedArray = [Float32Array, number[]];

const ModelFile = z.object({
  weightsManifest: z.array(
    z.object({
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.int().min(1)),
          dtype: z.enum(['float32', 'int32']),
          quantization: z.object({ dtype: z.literal('float16') }).optional(),
        }),
      ),
    }),
  ),
});

/** All arrays of the package's file that are kept as fp16, by name; those that are not are numbers of axes. */
function readFaceNetwork(): ReadonlyMap<string, FixedArray> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/human')), '..', 'models');
  const { weightsManifest } = ModelFile.parse(JSON.parse(readFileSync(join(folder, 'faceres.json'), 'utf8')));
  const { buffer } = new Uint8Array(readFileSync(join(folder, 'faceres.bin')));
  const arrays = new Map<string, FixedArray>();
  let at = 0;
  for (const { name, shape, quantization } of weightsManifest.flatMap(({ weights }) => weights)) {
    const count = shape.reduce((product, side) => product * side, 1);
    if (quantization !== undefined)
      arrays.set(name, [new Float32Array(new Float16Array(buffer, at, count)), shape]);
    at += count * (quantization === undefined ? 4 : 2);
  }
  return arrays;
}
