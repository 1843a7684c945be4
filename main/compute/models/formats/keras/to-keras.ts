import type { GraphNode } from '../../../../contract/models/network-graph.ts';
import {
  exactWeight,
  type Network,
  type NetworkWeight,
  partOf,
  requirePart,
  sizeOf,
} from '../../../graphs/network.ts';
import { graphShapes } from '../../../graphs/shapes.ts';
import { type KerasLayer, type KerasModel, kerasOrder } from './layers.ts';

/**
 * A network as Keras layers: only those that every Keras has, so that a model loads without code of ours. An operation without
 * a layer of its own is made of several layers that compute the same.
 */
export function toKeras(name: string, network: Network): KerasModel {
  const shapes = graphShapes(network);
  const layers = network.graph.nodes.flatMap((node) => {
    const inputShape = shapes.get(node.inputs[0]);
    const shape = shapes.get(node.name);
    if (inputShape === undefined || shape === undefined) throw new Error(`no shape of "${node.name}"`);
    return layersOf(node, network.weights, inputShape, shape);
  });
  return { name, inputShape: network.graph.inputShape, layers: kerasOrder(layers) };
}

type Weights = Network['weights'];
type Weighted = Readonly<Record<string, NetworkWeight | undefined>>;

function layer(
  className: string,
  { name, inputs }: Pick<GraphNode, 'name' | 'inputs'>,
  config: KerasLayer['config'],
  weights: Weighted = {},
): KerasLayer {
  const present = Object.entries(weights).filter(
    (entry): entry is [string, NetworkWeight] => entry[1] !== undefined,
  );
  return { className, name, inputs, config, weights: new Map(present) };
}

function layersOf(
  node: GraphNode,
  weights: Weights,
  inputShape: readonly number[],
  shape: readonly number[],
): KerasLayer[] {
  const channels = inputShape[inputShape.length - 1];
  switch (node.op) {
    case 'dense': {
      const kernel = requirePart(weights, node, 'kernel');
      return [dense(node, kernel, partOf(weights, node, 'bias'))];
    }
    case 'conv':
    case 'conv-transpose': {
      const kernel = requirePart(weights, node, 'kernel');
      const bias = partOf(weights, node, 'bias');
      const [height, width] = kernel.shape;
      const config = {
        filters: shape[2],
        kernel_size: [height, width],
        strides: [node.stride, node.stride],
        padding: node.padding,
        data_format: 'channels_last',
        dilation_rate: [1, 1],
        activation: 'linear',
        use_bias: bias !== undefined,
      };
      return [layer(node.op === 'conv' ? 'Conv2D' : 'Conv2DTranspose', node, config, { kernel, bias })];
    }
    case 'affine':
      return [affine(node, channels, partOf(weights, node, 'scale'), partOf(weights, node, 'shift'))];
    case 'batch-norm':
      return batchNorm(
        node,
        inputShape,
        node.epsilon,
        partOf(weights, node, 'scale'),
        partOf(weights, node, 'shift'),
      );
    case 'normalise':
      return normalise(node, channels, node.epsilon);
    case 'minibatch-deviation':
      return minibatchDeviation(node, inputShape, node.epsilon);
    case 'relu':
    case 'elu':
    case 'gelu':
    case 'softplus':
    case 'tanh':
    case 'sigmoid':
      return [layer('Activation', node, { activation: node.op })];
    case 'leaky-relu':
      return [layer('LeakyReLU', node, { alpha: node.slope })];
    case 'permute':
      return [layer('Permute', node, { dims: node.axes.map((axis) => axis + 1) })];
    case 'pad':
      return [layer('ZeroPadding2D', node, { padding: inPairs(node.sides), data_format: 'channels_last' })];
    case 'crop':
      return [layer('Cropping2D', node, { cropping: inPairs(node.sides), data_format: 'channels_last' })];
    case 'reshape':
      return [layer('Reshape', node, { target_shape: node.shape })];
    case 'add':
      return [layer('Add', node, {})];
    case 'multiply':
      return [layer('Multiply', node, {})];
    case 'concat':
      return [layer('Concatenate', node, { axis: -1 })];
    case 'upsample':
      return [upsampling(node, [node.factor, node.factor])];
    case 'upsample-bilinear':
      return [upsampling(node, [node.factor, node.factor], 'bilinear')];
    case 'average-pool': {
      const sides = [node.factor, node.factor];
      const config = { pool_size: sides, strides: sides, padding: 'valid', data_format: 'channels_last' };
      return [layer('AveragePooling2D', node, config)];
    }
  }
}

const dense = (
  node: Pick<GraphNode, 'name' | 'inputs'>,
  kernel: NetworkWeight,
  bias?: NetworkWeight,
): KerasLayer =>
  layer(
    'Dense',
    node,
    { units: kernel.shape[1], activation: 'linear', use_bias: bias !== undefined },
    { kernel, bias },
  );

const upsampling = (
  node: Pick<GraphNode, 'name' | 'inputs'>,
  size: readonly number[],
  interpolation: 'nearest' | 'bilinear' = 'nearest',
): KerasLayer => layer('UpSampling2D', node, { size, interpolation, data_format: 'channels_last' });

/** As Keras groups rows and columns. */
const inPairs = ([top, bottom, left, right]: readonly number[]) => [
  [top, bottom],
  [left, right],
];

/** Keras's own default; a smaller one is changed by some of its kernels. */
const frozenEpsilon = 1e-3;

/** A batch norm whose moving statistics are such that they do nothing. */
function affine(
  node: Pick<GraphNode, 'name' | 'inputs'>,
  channels: number,
  scale?: NetworkWeight,
  shift?: NetworkWeight,
): KerasLayer {
  const config = {
    axis: -1,
    momentum: 0.99,
    epsilon: frozenEpsilon,
    center: shift !== undefined,
    scale: scale !== undefined,
  };
  return layer('BatchNormalization', node, config, {
    gamma: scale,
    beta: shift,
    moving_mean: filled([channels], 0),
    moving_variance: filled([channels], 1 - frozenEpsilon),
  });
}

/**
 * With the statistics of the batch. Keras's own batch norm has them in training alone; its layer normalisation takes any axes,
 * that of the examples too. On PyTorch it hands axes that follow each other to a function that cannot have the first among
 * them: an axis of one in between keeps them apart.
 */
function batchNorm(
  { name, inputs }: Pick<GraphNode, 'name' | 'inputs'>,
  shape: readonly number[],
  epsilon: number,
  scale?: NetworkWeight,
  shift?: NetworkWeight,
): KerasLayer[] {
  const channels = shape[shape.length - 1];
  const apart = { name: `${name}-apart`, inputs };
  const normed = { name: `${name}-norm`, inputs: [apart.name] };
  const isScaled = scale !== undefined || shift !== undefined;
  const reshaped = { name: isScaled ? `${name}-together` : name, inputs: [normed.name] };
  return [
    layer('Reshape', apart, { target_shape: [1, sizeOf(shape) / channels, channels] }),
    layer('LayerNormalization', normed, { axis: [0, 2], epsilon, center: false, scale: false }),
    layer('Reshape', reshaped, { target_shape: shape }),
    ...(isScaled ? [affine({ name, inputs: [reshaped.name] }, channels, scale, shift)] : []),
  ];
}

/**
 * Layer normalisation takes the mean away, but that of [x, −x] is zero and its variance the mean of x²: it makes
 * [y, −y] of it, whose first half is what is wanted.
 */
function normalise({ name, inputs }: GraphNode, channels: number, epsilon: number): KerasLayer[] {
  const both = { name: `${name}-both`, inputs };
  const normed = { name: `${name}-norm`, inputs: [both.name] };
  return [
    dense(
      both,
      matrix(channels, 2 * channels, (from, to) => (to === from ? 1 : to === from + channels ? -1 : 0)),
    ),
    layer('LayerNormalization', normed, { axis: -1, epsilon, center: false, scale: false }),
    dense(
      { name, inputs: [normed.name] },
      matrix(2 * channels, channels, (from, to) => (to === from ? 1 : 0)),
    ),
  ];
}

/** With an epsilon that outweighs every variance, and a scale of its root, a normalisation only takes the mean away. */
const outweighing = 1e12;

/**
 * What sees beyond one example of a batch in Keras is normalisation alone. Of each feature, with c what it is above its mean:
 * a second norm gives c / σ; the mean of c · c / σ is σ, and a mean is what a value loses when its mean is taken away.
 */
function minibatchDeviation(
  { name, inputs }: GraphNode,
  [height, width, channels]: readonly number[],
  epsilon: number,
): KerasLayer[] {
  const features = height * width * channels;
  const called = (part: string, ...from: string[]) => ({ name: `${name}-${part}`, inputs: from });
  const flat = called('flat', ...inputs);
  const centred = called('centred', flat.name);
  const normed = called('normed', flat.name);
  const product = called('product', centred.name, normed.name);
  const minusCentred = called('minus-centred', product.name);
  const deviations = called('deviations', product.name, minusCentred.name);
  const mean = called('mean', deviations.name);
  const pixel = called('pixel', mean.name);
  return [
    layer('Reshape', flat, { target_shape: [features] }),
    ...batchNorm(centred, [features], outweighing, filled([features], Math.sqrt(outweighing))),
    ...batchNorm(normed, [features], epsilon),
    layer('Multiply', product, {}),
    ...batchNorm(minusCentred, [features], outweighing, filled([features], -Math.sqrt(outweighing))),
    layer('Add', deviations, {}),
    dense(mean, filled([features, 1], 1 / features)),
    layer('Reshape', pixel, { target_shape: [1, 1, 1] }),
    upsampling({ name, inputs: [pixel.name] }, [height, width]),
  ];
}

const filled = (shape: readonly number[], value: number): NetworkWeight =>
  exactWeight(shape, new Float32Array(sizeOf(shape)).fill(value));

const matrix = (rows: number, columns: number, at: (row: number, column: number) => number): NetworkWeight =>
  exactWeight(
    [rows, columns],
    Float32Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns)),
  );
