import { z } from 'zod';
import { UnusableModelError } from '../../../files/unusable-file.ts';
import { exactWeight, type Network, type NetworkWeight, sizeOf } from '../../../graphs/network.ts';
import { simplify } from '../../../graphs/simplify.ts';
import { GraphDraft } from './graph-draft.ts';
import { type ConfiguredLayer, parseModelConfig } from './parse-config.ts';

/** The weights of a layer by Keras's names of them: `kernel`, `gamma`, …; empty where it has none. */
export type LayerWeights = (layer: string) => ReadonlyMap<string, NetworkWeight>;

/** Reads a Keras model as a graph; layers that it does not know are refused by name. */
export function fromKeras(config: unknown, weightsOf: LayerWeights): Network {
  const model = parseModelConfig(config);
  const inputShape = model.inputShape ?? shapeForFirst(model.layers[0], weightsOf);
  const draft = new GraphDraft(inputShape, model.inputName);
  for (const layer of model.layers) draft.layerIs(layer.name, addLayer(draft, layer, weightsOf(layer.name)));
  return simplify(draft.finish(model.outputName));
}

/** A Sequential model may leave out what its first layer takes; a dense kernel says it. */
function shapeForFirst(first: ConfiguredLayer, weightsOf: LayerWeights): readonly number[] {
  const kernel = weightsOf(first.name).get('kernel');
  if (first.className !== 'Dense' || kernel === undefined)
    throw new UnusableModelError('It does not say what it takes as input.');
  return [kernel.shape[0]];
}

const square = z.tuple([z.int().min(1), z.int().min(1)]).refine(([a, b]) => a === b);
const stride = square.transform(([side]) => side);
const flag = z.boolean().default(true);
const channelsLast = z.literal('channels_last').nullish();
const activation = z.unknown().optional();

const configs = {
  dense: z.looseObject({ activation }),
  conv: z.looseObject({
    strides: stride,
    padding: z.enum(['same', 'valid']),
    dilation_rate: square.refine(([side]) => side === 1).default([1, 1]),
    groups: z.literal(1).default(1),
    output_padding: z.null().optional(),
    data_format: channelsLast,
    activation,
  }),
  norm: z.looseObject({
    axis: z.union([z.int().transform((axis) => [axis]), z.array(z.int()).min(1).max(4)]).default([-1]),
    epsilon: z.number().positive().default(1e-3),
  }),
  leakyRelu: z.looseObject({ alpha: z.number().optional(), negative_slope: z.number().optional() }),
  relu: z.looseObject({
    max_value: z.null().optional(),
    negative_slope: z.union([z.literal(0), z.tuple([z.literal(0)])]).nullish(),
    threshold: z.union([z.literal(0), z.tuple([z.literal(0)])]).nullish(),
  }),
  activation: z.looseObject({ activation }),
  reshape: z.looseObject({ target_shape: z.array(z.int()).min(1).max(3) }),
  flatten: z.looseObject({ data_format: channelsLast }),
  concat: z.looseObject({ axis: z.int().default(-1) }),
  upsample: z.looseObject({
    size: square.transform(([side]) => side),
    interpolation: z.literal('nearest').default('nearest'),
    data_format: channelsLast,
  }),
  pool: z.looseObject({
    pool_size: square.transform(([side]) => side),
    strides: stride.nullish(),
    padding: z.enum(['same', 'valid']).default('valid'),
    data_format: channelsLast,
  }),
  rescaling: z.looseObject({ scale: z.number(), offset: z.number().default(0) }),
  flags: z.looseObject({ center: flag, scale: flag }),
} as const;

/** Layers that do nothing when faces are drawn. */
const onlyInTraining = new Set([
  'Dropout',
  'SpatialDropout2D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'ActivityRegularization',
]);

/** Adds what a layer computes; gives the node that makes its output. */
function addLayer(
  draft: GraphDraft,
  layer: ConfiguredLayer,
  weights: ReadonlyMap<string, NetworkWeight>,
): string {
  const { className, name } = layer;
  const inputs = layer.inputs.map((input) => draft.nodeFor(input));
  const [input] = inputs;
  const shape = draft.shapeOf(input);
  const channels = shape[shape.length - 1];
  const read = <T>(schema: z.ZodType<T>): T => {
    const parsed = schema.safeParse(layer.config);
    if (parsed.success) return parsed.data;
    const setting = parsed.error.issues[0].path[0] ?? 'its settings';
    throw new UnusableModelError(
      `Its layer "${name}" (${className}) has a "${String(setting)}" that is not supported.`,
    );
  };
  const need = (part: string): NetworkWeight => {
    const weight = weights.get(part);
    if (weight === undefined) throw new UnusableModelError(`The ${part} of its layer "${name}" is missing.`);
    return weight;
  };
  const activated = (node: string, kind: unknown) => activate(draft, layer, node, kind);
  const isLastAxis = (axes: readonly number[]) =>
    axes.length === 1 && (axes[0] === -1 || axes[0] === shape.length);
  const expectLastAxis = (...axes: readonly number[]) => {
    if (!isLastAxis(axes))
      throw new UnusableModelError(
        `Its layer "${name}" (${className}) works along another axis than the last.`,
      );
  };

  if (onlyInTraining.has(className)) return input;
  switch (className) {
    case 'Dense': {
      const config = read(configs.dense);
      const [kernel, bias] = [need('kernel'), weights.get('bias')];
      // Keras applies a dense layer to each pixel of a map.
      const node =
        shape.length === 1
          ? draft.add(name, { op: 'dense' }, [input], { kernel, bias })
          : draft.add(name, { op: 'conv', stride: 1, padding: 'same' }, [input], {
              kernel: asPixelKernel(kernel),
              bias,
            });
      return activated(node, config.activation);
    }
    case 'Conv2D':
    case 'Conv2DTranspose': {
      const config = read(configs.conv);
      const op = className === 'Conv2D' ? 'conv' : 'conv-transpose';
      const parts = { kernel: need('kernel'), bias: weights.get('bias') };
      const node = draft.add(name, { op, stride: config.strides, padding: config.padding }, [input], parts);
      return activated(node, config.activation);
    }
    case 'BatchNormalization': {
      const { axis, epsilon } = read(configs.norm);
      const { center, scale } = read(configs.flags);
      expectLastAxis(...axis);
      const [gamma, beta] = [scale ? need('gamma') : undefined, center ? need('beta') : undefined];
      const [mean, variance] = [need('moving_mean').values, need('moving_variance').values];
      const factors = variance.map((value, i) => (gamma?.values[i] ?? 1) / Math.sqrt(value + epsilon));
      const shifts = mean.map((value, i) => (beta?.values[i] ?? 0) - value * factors[i]);
      const parts = {
        scale: exactWeight([factors.length], factors),
        shift: exactWeight([shifts.length], shifts),
      };
      return draft.add(name, { op: 'affine' }, [input], parts);
    }
    case 'LayerNormalization': {
      const { axis, epsilon } = read(configs.norm);
      const { center, scale } = read(configs.flags);
      // Over the examples and all but the last axis it is a batch norm; axes of one may be left out.
      const isOverBatch =
        axis.includes(0) &&
        axis.every((each) => each >= 0 && each < shape.length) &&
        shape.slice(0, -1).every((side, i) => side === 1 || axis.includes(i + 1));
      if (isOverBatch && !center && !scale) return draft.add(name, { op: 'batch-norm', epsilon }, [input]);
      expectLastAxis(...axis);
      const centred = takeMeanAway(draft, name, input, channels);
      const normed = draft.add(name, { op: 'normalise', epsilon }, [centred]);
      if (!center && !scale) return normed;
      const parts = { scale: scale ? need('gamma') : undefined, shift: center ? need('beta') : undefined };
      return draft.add(`${name}-affine`, { op: 'affine' }, [normed], parts);
    }
    case 'Activation':
      return activated(input, read(configs.activation).activation);
    case 'LeakyReLU': {
      const { alpha, negative_slope: slope } = read(configs.leakyRelu);
      return draft.add(name, { op: 'leaky-relu', slope: alpha ?? slope ?? 0.3 }, [input]);
    }
    case 'ReLU':
      read(configs.relu);
      return draft.add(name, { op: 'relu' }, [input]);
    case 'Flatten':
      read(configs.flatten);
      return draft.add(name, { op: 'reshape', shape: [sizeOf(shape)] }, [input]);
    case 'Reshape': {
      const target = read(configs.reshape).target_shape;
      const known = sizeOf(target.filter((side) => side !== -1));
      const resolved = target.map((side) => (side === -1 ? sizeOf(shape) / known : side));
      if (resolved.some((side) => !Number.isInteger(side) || side < 1))
        throw new UnusableModelError(`Its layer "${name}" (Reshape) cannot make that shape.`);
      return draft.add(name, { op: 'reshape', shape: resolved }, [input]);
    }
    case 'Add':
    case 'Multiply': {
      const op = className === 'Add' ? 'add' : 'multiply';
      return inputs.reduce((sum, next) => draft.add(name, { op }, [sum, next]));
    }
    case 'Concatenate':
      expectLastAxis(read(configs.concat).axis);
      return draft.add(name, { op: 'concat' }, inputs);
    case 'UpSampling2D': {
      const { size } = read(configs.upsample);
      return size === 1 ? input : draft.add(name, { op: 'upsample', factor: size }, [input]);
    }
    case 'AveragePooling2D': {
      const { pool_size: factor, strides } = read(configs.pool);
      if ((strides ?? factor) !== factor)
        throw new UnusableModelError(`Its layer "${name}" (AveragePooling2D) has windows that overlap.`);
      return factor === 1 ? input : draft.add(name, { op: 'average-pool', factor }, [input]);
    }
    case 'Rescaling': {
      const { scale, offset } = read(configs.rescaling);
      const all = (value: number) => exactWeight([channels], new Float32Array(channels).fill(value));
      return draft.add(name, { op: 'affine' }, [input], { scale: all(scale), shift: all(offset) });
    }
    case 'Lambda':
      throw new UnusableModelError(`Its layer "${name}" (Lambda) holds a program, which is not run.`);
    default:
      throw new UnusableModelError(
        `It has a layer of the kind "${className}" ("${name}"), which is not known.`,
      );
  }
}

function activate(draft: GraphDraft, { name }: ConfiguredLayer, node: string, kind: unknown): string {
  switch (kind ?? 'linear') {
    case 'linear':
      return node;
    case 'relu':
    case 'tanh':
    case 'sigmoid':
      return draft.add(`${name}-${kind}`, { op: kind as 'relu' | 'tanh' | 'sigmoid' }, [node]);
    // The slope of Keras 3; Keras 2 has no activation of this name.
    case 'leaky_relu':
      return draft.add(`${name}-leaky-relu`, { op: 'leaky-relu', slope: 0.2 }, [node]);
    default:
      throw new UnusableModelError(`The activation of its layer "${name}" is not supported.`);
  }
}

const asPixelKernel = ({ shape, values, precision }: NetworkWeight): NetworkWeight => ({
  shape: [1, 1, ...shape],
  values,
  precision,
});

/** x − mean of x over the last axis, as the product with 1 − 1/n. */
function takeMeanAway(draft: GraphDraft, name: string, input: string, channels: number): string {
  const values = Float32Array.from({ length: channels ** 2 }, (_, i) =>
    Math.floor(i / channels) === i % channels ? 1 - 1 / channels : -1 / channels,
  );
  const kernel = exactWeight([channels, channels], values);
  const isMap = draft.shapeOf(input).length > 1;
  return isMap
    ? draft.add(`${name}-centred`, { op: 'conv', stride: 1, padding: 'same' }, [input], {
        kernel: asPixelKernel(kernel),
      })
    : draft.add(`${name}-centred`, { op: 'dense' }, [input], { kernel });
}
