import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Judgement } from '../../../contract/scores/judgement.ts';
import { type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '../../engines/tf.ts';
import { readWeights, WeightsManifest } from '../../faces/file-loader.ts';
import { networkPackage } from '../../faces/network-package.ts';
import { type Embedding, embedInBatches, lengthenRows, unitRows } from './embedding.ts';

/**
 * The judge: the face recognition network of dlib, as the package `@vladmandic/face-api` ships it (weights in 8 bits, 6.4
 * MB; their author gave them to the public domain). It has 29 convolutions, after He et al. 2016 with halved widths, and
 * was trained from scratch by a hinge loss over pairs on some 3 million photos of 7,485 people. Design, loss and training
 * of the face network are others, so what was chosen by its scores was not chosen by these. Only final judgement may use
 * it. About 0.24 billion products a picture.
 */
export async function loadJudgeNetwork(): Promise<JudgeNetwork> {
  const { name, version, folder } = networkPackage('judge');
  const manifestFile = join(folder, 'model', 'face_recognition_model-weights_manifest.json');
  const { weightSpecs, weightData } = readWeights(
    manifestFile,
    WeightsManifest.parse(JSON.parse(await readFile(manifestFile, 'utf8'))),
  );
  const weights = tf.io.decodeWeights(weightData, weightSpecs);
  const layers = new Map(layerNames.map((layer) => [layer, foldScale(weights, layer)]));
  const lastLayer = weights['fc'] as Tensor2D;
  for (const [weight, tensor] of Object.entries(weights)) if (weight !== 'fc') tensor.dispose();

  const network = (pictures: Tensor4D): Tensor => {
    const convolve = (x: Tensor4D, layer: string, stride: 1 | 2): Tensor4D => {
      const { filters, shift } = layers.get(layer) as Layer;
      return tf.add(tf.conv2d(x, filters, stride, stride === 1 ? 'same' : 'valid'), shift);
    };
    const block = (x: Tensor4D, { name: layer, halves }: Block): Tensor4D => {
      const inner = tf.relu(convolve(x, `${layer}/conv1`, halves ? 2 : 1));
      const change = convolve(inner, `${layer}/conv2`, 1);
      return tf.relu(halves ? addPadded(tf.avgPool(x, 2, 2, 'valid'), change) : tf.add(x, change));
    };
    const scaled = tf.div<Tensor4D>(tf.sub(pictures, meanColour), 255);
    const first = tf.relu(convolve(scaled, 'conv32_down', 2));
    const last = blocks.reduce(block, tf.maxPool(first, 3, 2, 'valid'));
    return unitRows(tf.matMul(tf.mean<Tensor2D>(last, [1, 2]), lastLayer));
  };

  return {
    about: { network: 'dlib face recognition ResNet v1', package: name, version },
    embed: (pictures, onProgress) => embedInBatches(pictures, side, size, network, onProgress),
    fitTo: () => lengthenRows,
    dispose: () => tf.dispose([lastLayer, ...layers.values()]),
  };
}

/** An embedding that is none of those that training and tuning may be scored by. */
export interface JudgeNetwork extends Omit<Embedding, 'id'> {
  about: Judgement['judge'];
}

const side = 150;
const size = 128;
/** Of red, green and blue over the photos that it learned from, 0–255. */
const meanColour = [122.782, 117.001, 104.298];

interface Block {
  name: string;
  halves: boolean;
}

const blocks: readonly Block[] = [
  ...['conv32_1', 'conv32_2', 'conv32_3'],
  ...['conv64_down', 'conv64_1', 'conv64_2', 'conv64_3'],
  ...['conv128_down', 'conv128_1', 'conv128_2'],
  ...['conv256_down', 'conv256_1', 'conv256_2', 'conv256_down_out'],
].map((name) => ({ name, halves: name.includes('down') }));

const layerNames = [
  'conv32_down',
  ...blocks.flatMap(({ name }) => [`${name}/conv1`, `${name}/conv2`]),
] as const;

/** Filters and what is added to each channel. */
type Layer = { filters: Tensor4D; shift: Tensor1D };

/** Each convolution is followed by a scale and a shift of its channels, which are folded into its filters. */
function foldScale(weights: Readonly<Record<string, Tensor>>, layer: string): Layer {
  const weight = (part: string): Tensor => {
    const found = weights[`${layer}/${part}`];
    if (found === undefined) throw new Error(`the judge's weights lack ${layer}/${part}`);
    return found;
  };
  return tf.tidy(() => ({
    filters: tf.mul<Tensor4D>(weight('conv/filters'), weight('scale/weights')),
    shift: tf.add<Tensor1D>(tf.mul(weight('conv/bias'), weight('scale/weights')), weight('scale/biases')),
  }));
}

/** The shorter side and the fewer channels of each are filled up with zeros, below, to the right and at the end. */
function addPadded(a: Tensor4D, b: Tensor4D): Tensor4D {
  const shape = a.shape.map((length, axis) => Math.max(length, b.shape[axis]));
  const padded = (x: Tensor4D) =>
    tf.pad(
      x,
      x.shape.map((length, axis): [number, number] => [0, shape[axis] - length]),
    ) as Tensor4D;
  return tf.add(padded(a), padded(b));
}
