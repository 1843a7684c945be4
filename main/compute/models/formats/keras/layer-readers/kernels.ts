import { z } from 'zod';
import { exactWeight, type NetworkWeight, sizeOf } from '../../../../graphs/network.ts';
import { weightLimits } from '../../limits.ts';
import { activated, activationSetting } from './activations.ts';
import { dataFormat, type LayerContext, type LayerReader, pair, spread, square } from './layer-context.ts';

const flag = z.boolean().default(true);
const settings = {
  dense: z.looseObject({ activation: activationSetting, use_bias: flag }),
  conv: z.looseObject({
    strides: square.default(1),
    padding: z.enum(['same', 'valid']).default('valid'),
    dilation_rate: pair.default([1, 1]),
    groups: z.int().min(1).default(1),
    output_padding: pair.nullish(),
    data_format: dataFormat,
    use_bias: flag,
    activation: activationSetting,
  }),
};
type ConvSettings = z.infer<typeof settings.conv>;

/** Keras applies a dense layer to each pixel of a map. */
const dense: LayerReader = (layer) => {
  const { activation, use_bias: hasBias } = layer.read(settings.dense);
  const [kernel, bias] = layer.weights(hasBias ? ['kernel', 'bias'] : ['kernel']);
  const { shape } = layer;
  if (shape.length === 1)
    return activated(layer, layer.add({ op: 'dense' }, [layer.input], { kernel, bias }), activation);
  const map = layer.reshaped(layer.input, shape.length === 3 ? shape : [1, ...shape]);
  const made = layer.add({ op: 'conv', stride: 1, padding: 'same' }, [map], {
    kernel: { ...kernel, shape: [1, 1, ...kernel.shape] },
    bias,
  });
  const outputs = layer.shapeOf(made).slice(-1);
  return activated(layer, layer.reshaped(made, [...shape.slice(0, -1), ...outputs]), activation);
};

const conv: LayerReader = (layer) => {
  const config = layer.read(settings.conv);
  const [kernel, bias] = layer.weights(config.use_bias ? ['kernel', 'bias'] : ['kernel']);
  return convolved(layer, config, ungrouped(layer, kernel, config.groups), bias);
};

/** Each channel by itself, then all together: both are linear, so one kernel does it. */
const separableConv: LayerReader = (layer) => {
  const config = layer.read(settings.conv);
  const names = ['depthwise_kernel', 'pointwise_kernel', ...(config.use_bias ? ['bias'] : [])];
  const [depthwise, pointwise, bias] = layer.weights(names);
  const [height, width, from, multiplier] = depthwise.shape;
  const to = pointwise.shape.at(-1) ?? 0;
  expectSize(layer, [height, width, from, to]);
  const values = new Float32Array(height * width * from * to);
  for (let tap = 0; tap < height * width; tap++)
    for (let c = 0; c < from; c++)
      for (let o = 0; o < to; o++) {
        let sum = 0;
        for (let m = 0; m < multiplier; m++)
          sum +=
            depthwise.values[(tap * from + c) * multiplier + m] *
            pointwise.values[(c * multiplier + m) * to + o];
        values[(tap * from + c) * to + o] = sum;
      }
  return convolved(layer, config, exactWeight([height, width, from, to], values), bias);
};

/** A convolution whose other channels are zeros. */
const depthwiseConv: LayerReader = (layer) => {
  const config = layer.read(settings.conv);
  const bias = config.use_bias ? ['bias'] : [];
  const [kernel, shift] = layer.weights(['kernel', ...bias], ['depthwise_kernel', ...bias]);
  const [height, width, from, multiplier] = kernel.shape;
  const to = from * multiplier;
  const shape = [height, width, from, to];
  expectSize(layer, shape);
  const whole = spread(kernel, shape, (index) => {
    const channel = Math.floor(index / multiplier) % from;
    const tap = Math.floor(index / (multiplier * from));
    return (tap * from + channel) * to + channel * multiplier + (index % multiplier);
  });
  return convolved(layer, config, whole, shift);
};

function convolved(
  layer: LayerContext,
  config: ConvSettings,
  kernel: NetworkWeight,
  bias?: NetworkWeight,
): string {
  const parts = { kernel: dilated(layer, kernel, config.dilation_rate), bias };
  const { strides: stride, padding, data_format: format, activation } = config;
  const made = layer.channelsLast(layer.input, format, (node) =>
    layer.add({ op: 'conv', stride, padding }, [node], parts),
  );
  return activated(layer, made, activation);
}

const convTranspose: LayerReader = (layer) => {
  const config = layer.read(settings.conv);
  if (config.groups !== 1) throw layer.refusal('has "groups" that are not supported');
  const [kernel, bias] = layer.weights(config.use_bias ? ['kernel', 'bias'] : ['kernel']);
  const parts = { kernel: dilated(layer, kernel, config.dilation_rate), bias };
  const { strides: stride, padding, output_padding: more, data_format: format, activation } = config;
  const made = layer.channelsLast(layer.input, format, (node) =>
    more === null || more === undefined
      ? layer.add({ op: 'conv-transpose', stride, padding }, [node], parts)
      : spreadOut(layer, node, parts, { stride, padding, more }),
  );
  return activated(layer, made, activation);
};

/**
 * A transposed convolution whose sides are given by `output_padding`: (n − 1) · stride + window − 2 · pad + output_padding,
 * where pad is half of the window for `same` and 0 for `valid`. It is spread out in full, and what is beyond is cut.
 */
function spreadOut(
  layer: LayerContext,
  node: string,
  { kernel, bias }: { kernel: NetworkWeight; bias: NetworkWeight | undefined },
  { stride, padding, more }: { stride: number; padding: 'same' | 'valid'; more: readonly [number, number] },
): string {
  const sides = layer.shapeOf(node).slice(0, 2);
  const full = layer.add({ op: 'conv-transpose', stride, padding: 'valid' }, [node], { kernel });
  const fullSides = layer.shapeOf(full);
  const edges = sides.map((side, axis) => {
    const window = kernel.shape[axis];
    const covered = (side - 1) * stride + window;
    const pad = padding === 'same' ? Math.floor(window / 2) : 0;
    const wanted = covered - 2 * pad + more[axis];
    // TensorFlow's padding: an odd one has its larger half at the end.
    const before = padding === 'same' ? Math.floor(Math.max(covered - wanted, 0) / 2) : 0;
    return { before, after: fullSides[axis] - before - wanted };
  });
  const cut = edges.map(({ before, after }) => [before, Math.max(after, 0)]);
  const grown = edges.map(({ after }) => Math.max(-after, 0));
  const cropped = layer.framed('crop', full, cut.flat());
  const padded = layer.framed('pad', cropped, [0, grown[0], 0, grown[1]]);
  return bias === undefined ? padded : layer.add({ op: 'affine' }, [padded], { shift: bias });
}

/** Zeros between the numbers of a kernel. */
function dilated(
  layer: LayerContext,
  kernel: NetworkWeight,
  [down, right]: readonly [number, number],
): NetworkWeight {
  if (down === 1 && right === 1) return kernel;
  if (down < 1 || right < 1) throw layer.refusal('has a "dilation_rate" that is not supported');
  const [height, width, ...channels] = kernel.shape;
  const inner = sizeOf(channels);
  const shape = [(height - 1) * down + 1, (width - 1) * right + 1, ...channels];
  expectSize(layer, shape);
  return spread(kernel, shape, (index) => {
    const tap = Math.floor(index / inner);
    const place = Math.floor(tap / width) * down * shape[1] + (tap % width) * right;
    return place * inner + (index % inner);
  });
}

/** Groups of channels that do not see each other: zeros where they do not. */
function ungrouped(layer: LayerContext, kernel: NetworkWeight, groups: number): NetworkWeight {
  if (groups === 1) return kernel;
  const [height, width, from, to] = kernel.shape;
  const shape = [height, width, from * groups, to];
  expectSize(layer, shape);
  return spread(kernel, shape, (index) => {
    const output = index % to;
    const input = Math.floor(index / to) % from;
    const tap = Math.floor(index / (to * from));
    const group = Math.floor((output * groups) / to);
    return (tap * from * groups + group * from + input) * to + output;
  });
}

/** A small file could ask for a kernel that no memory holds. */
function expectSize(layer: LayerContext, shape: readonly number[]): void {
  if (!(sizeOf(shape) <= weightLimits.numbers)) throw layer.refusal('has a kernel that is too large');
}

export const kernelReaders: Readonly<Record<string, LayerReader>> = {
  Dense: dense,
  Conv2D: conv,
  Convolution2D: conv,
  Conv2DTranspose: convTranspose,
  Convolution2DTranspose: convTranspose,
  SeparableConv2D: separableConv,
  DepthwiseConv2D: depthwiseConv,
};
