import { z } from 'zod';
import { exactWeight, sizeOf } from '../../../../graphs/network.ts';
import type { LayerContext, LayerReader } from './layer-context.ts';

const flag = z.boolean().default(true);
const axes = z.union([z.int().transform((axis) => [axis]), z.array(z.int()).min(1).max(4)]).default([-1]);
const settings = {
  norm: z.looseObject({
    axis: axes,
    epsilon: z.number().positive().default(1e-3),
    center: flag,
    scale: flag,
  }),
  group: z.looseObject({
    groups: z.int().default(32),
    axis: z.int().default(-1),
    epsilon: z.number().positive().default(1e-3),
    center: flag,
    scale: flag,
  }),
  rms: z.looseObject({ axis: axes, epsilon: z.number().positive().default(1e-6) }),
  unit: z.looseObject({ axis: axes }),
  layer: z.looseObject({ rms_scaling: z.literal(false).nullish() }),
};

/** With the statistics that were kept in training: a scale and a shift. */
const batchNorm: LayerReader = (layer) => {
  const { axis, epsilon, center, scale } = layer.read(settings.norm);
  if (axis.length !== 1) throw layer.refusal('works along several axes');
  const names = [...(scale ? ['gamma'] : []), ...(center ? ['beta'] : []), 'moving_mean', 'moving_variance'];
  const found = new Map(layer.weights(names).map((weight, i) => [names[i], weight.values]));
  const values = (name: string) => found.get(name) ?? new Float32Array();
  const [gamma, beta] = [found.get('gamma'), found.get('beta')];
  const mean = values('moving_mean');
  const factors = values('moving_variance').map(
    (variance, i) => (gamma?.[i] ?? 1) / Math.sqrt(variance + epsilon),
  );
  const shifts = factors.map((factor, i) => (beta?.[i] ?? 0) - mean[i] * factor);
  return layer.alongAxis(layer.input, layer.axisOf(axis[0]), (node) =>
    layer.add({ op: 'affine' }, [node], {
      scale: exactWeight([factors.length], factors),
      shift: exactWeight([shifts.length], shifts),
    }),
  );
};

const layerNorm: LayerReader = (layer) => {
  const { axis, epsilon, center, scale } = layer.read(settings.norm);
  layer.read(settings.layer);
  const { shape } = layer;
  // Over the examples and all but the last axis it is a batch norm; axes of one may be left out.
  const isOverBatch =
    axis.includes(0) &&
    axis.every((each) => each >= 0 && each < shape.length) &&
    shape.slice(0, -1).every((side, i) => side === 1 || axis.includes(i + 1));
  if (isOverBatch && !center && !scale) return layer.add({ op: 'batch-norm', epsilon });
  const normed = axis.map((each) => layer.axisOf(each)).sort((a, b) => a - b);
  const kept = shape.map((_, each) => each).filter((each) => !normed.includes(each));
  const order = [...kept, ...normed];
  const permuted = layer.permuted(layer.input, order);
  const lines = sizeOf(kept.map((each) => shape[each]));
  const grouped = layer.reshaped(permuted, inLines(lines, sizeOf(normed.map((each) => shape[each]))));
  const made = scaled(layer, normalised(layer, grouped, epsilon), { center, scale });
  const back = layer.reshaped(made, layer.shapeOf(permuted));
  return layer.permuted(
    back,
    shape.map((_, each) => order.indexOf(each)),
  );
};

/** Channels in groups, each with all its pixels; one for each channel is instance normalisation. */
const groupNorm: LayerReader = (layer) => {
  const { groups: asked, axis, epsilon, center, scale } = layer.read(settings.group);
  const { shape } = layer;
  const channels = shape[shape.length - 1];
  const groups = asked === -1 ? channels : asked;
  if (layer.axisOf(axis) !== shape.length - 1 || groups < 1 || channels % groups !== 0)
    throw layer.refusal('has groups that do not part the last axis');
  const pixels = sizeOf(shape) / channels;
  const parted = layer.permuted(layer.reshaped(layer.input, [pixels, groups, channels / groups]), [1, 0, 2]);
  const lines = layer.reshaped(parted, inLines(groups, (pixels * channels) / groups));
  const normed = layer.reshaped(normalised(layer, lines, epsilon), layer.shapeOf(parted));
  return scaled(layer, layer.reshaped(layer.permuted(normed, [1, 0, 2]), shape), { center, scale });
};

/** x / √(mean of x² + epsilon), then a scale. */
const rmsNorm: LayerReader = (layer) => {
  const { axis, epsilon } = layer.read(settings.rms);
  const [scale] = layer.weights(['scale']);
  if (axis.length !== 1) throw layer.refusal('works along several axes');
  return layer.alongAxis(layer.input, layer.axisOf(axis[0]), (node) =>
    layer.add({ op: 'affine' }, [layer.add({ op: 'normalise', epsilon }, [node])], { scale }),
  );
};

/** x / √(max(sum of x², 10⁻¹²)), written with the mean of x². */
const unitNorm: LayerReader = (layer) => {
  const { axis } = layer.read(settings.unit);
  if (axis.length !== 1) throw layer.refusal('works along several axes');
  return layer.alongAxis(layer.input, layer.axisOf(axis[0]), (node) => {
    const length = layer.shapeOf(node).at(-1) ?? 1;
    const normed = layer.add({ op: 'normalise', epsilon: 1e-12 / length }, [node]);
    return layer.scaled(normed, 1 / Math.sqrt(length));
  });
};

/** A value as lines that are normalised each by itself. */
const inLines = (lines: number, length: number): number[] => (lines === 1 ? [length] : [1, lines, length]);

/** (x − mean) / √(variance + epsilon) along the last axis. */
function normalised(layer: LayerContext, node: string, epsilon: number): string {
  const shape = layer.shapeOf(node);
  const length = shape[shape.length - 1];
  const minusMean = new Float32Array(length).fill(-1 / length);
  const mean =
    shape.length === 1
      ? layer.add({ op: 'dense' }, [node], { kernel: exactWeight([length, 1], minusMean) })
      : layer.add({ op: 'conv', stride: 1, padding: 'same' }, [node], {
          kernel: exactWeight([1, 1, length, 1], minusMean),
        });
  return layer.add({ op: 'normalise', epsilon }, [layer.add({ op: 'add' }, [node, mean])]);
}

function scaled(
  layer: LayerContext,
  node: string,
  { center, scale }: { center: boolean; scale: boolean },
): string {
  const names = [...(scale ? ['gamma'] : []), ...(center ? ['beta'] : [])];
  if (names.length === 0) return node;
  const found = new Map(
    layer.weights(names).map((weight, i) => [names[i], { ...weight, shape: [sizeOf(weight.shape)] }]),
  );
  return layer.add({ op: 'affine' }, [node], { scale: found.get('gamma'), shift: found.get('beta') });
}

export const normReaders: Readonly<Record<string, LayerReader>> = {
  BatchNormalization: batchNorm,
  // What TensorFlow 1 called it.
  BatchNormalizationV1: batchNorm,
  BatchNormalizationV2: batchNorm,
  LayerNormalization: layerNorm,
  GroupNormalization: groupNorm,
  RMSNormalization: rmsNorm,
  UnitNormalization: unitNorm,
};
