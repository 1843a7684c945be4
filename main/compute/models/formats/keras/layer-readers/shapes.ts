import { z } from 'zod';
import { exactWeight, sizeOf } from '../../../../graphs/network.ts';
import { dataFormat, type LayerContext, type LayerReader, pair, square } from './layer-context.ts';

/** One number for all four edges, one for rows and one for columns, or one for each: [[top, bottom], [left, right]]. */
const edges = z.union([
  pair.transform(([rows, columns]) => [rows, rows, columns, columns]),
  z.tuple([pair, pair]).transform(([rows, columns]) => [...rows, ...columns]),
]);
const settings = {
  reshape: z.looseObject({ target_shape: z.array(z.int()).min(1).max(3) }),
  flatten: z.looseObject({ data_format: z.literal('channels_last').nullish() }),
  permute: z.looseObject({ dims: z.array(z.int().min(1)).min(1).max(3) }),
  padding: z.looseObject({ padding: edges, data_format: dataFormat }),
  cropping: z.looseObject({ cropping: edges, data_format: dataFormat }),
  upsample: z.looseObject({
    size: pair.refine((sides) => sides.every((side) => side >= 1)).default([2, 2]),
    interpolation: z.enum(['nearest', 'bilinear']).default('nearest'),
    data_format: dataFormat,
  }),
  pool: z.looseObject({
    pool_size: square,
    strides: square.nullish(),
    padding: z.enum(['same', 'valid']).default('valid'),
    data_format: dataFormat,
  }),
  globalPool: z.looseObject({ keepdims: z.boolean().default(false), data_format: dataFormat }),
};

const flatten: LayerReader = (layer) => {
  layer.read(settings.flatten);
  return layer.reshaped(layer.input, [sizeOf(layer.shape)]);
};

const reshape: LayerReader = (layer) => {
  const target = layer.read(settings.reshape).target_shape;
  const known = sizeOf(target.filter((side) => side !== -1));
  const resolved = target.map((side) => (side === -1 ? sizeOf(layer.shape) / known : side));
  const fits = resolved.every((side) => Number.isInteger(side) && side >= 1);
  if (!fits || sizeOf(resolved) !== sizeOf(layer.shape)) throw layer.refusal('cannot make that shape');
  return layer.reshaped(layer.input, resolved);
};

const permute: LayerReader = (layer) =>
  layer.permuted(
    layer.input,
    layer.read(settings.permute).dims.map((axis) => axis - 1),
  );

const zeroPadding: LayerReader = (layer) => {
  const { padding, data_format: format } = layer.read(settings.padding);
  return layer.channelsLast(layer.input, format, (node) => layer.framed('pad', node, padding));
};

const cropping: LayerReader = (layer) => {
  const { cropping: sides, data_format: format } = layer.read(settings.cropping);
  return layer.channelsLast(layer.input, format, (node) => layer.framed('crop', node, sides));
};

const upSampling: LayerReader = (layer) => {
  const { size, interpolation, data_format: format } = layer.read(settings.upsample);
  const [down, right] = size;
  return layer.channelsLast(layer.input, format, (node) => {
    if (down === 1 && right === 1) return node;
    if (interpolation === 'nearest')
      return down === right
        ? layer.add({ op: 'upsample', factor: down }, [node])
        : repeatedRows(layer, repeatedColumns(layer, node, right), down);
    if (layer.dialect.isTfjs)
      throw layer.refusal('is bilinear, which TensorFlow.js draws otherwise than Keras');
    if (down !== right) throw layer.refusal('is bilinear and enlarges its sides by different factors');
    return layer.add({ op: 'upsample-bilinear', factor: down }, [node]);
  });
};

/** Copies beside each other along the last axis are rows (or columns) that stand several times. */
function repeatedRows(layer: LayerContext, node: string, times: number): string {
  const [height, width, channels] = layer.shapeOf(node);
  const rows = layer.reshaped(node, [height, width * channels]);
  return layer.reshaped(copies(layer, rows, times), [height * times, width, channels]);
}

function repeatedColumns(layer: LayerContext, node: string, times: number): string {
  const [height, width, channels] = layer.shapeOf(node);
  const pixels = layer.reshaped(node, [height * width, channels]);
  return layer.reshaped(copies(layer, pixels, times), [height, width * times, channels]);
}

/** As many as one node can take. */
const mostCopies = 8;

function copies(layer: LayerContext, node: string, times: number): string {
  if (times > mostCopies) throw layer.refusal('enlarges its sides by factors that differ too much');
  return times === 1 ? node : layer.add({ op: 'concat' }, Array<string>(times).fill(node));
}

const averagePooling: LayerReader = (layer) => {
  const { pool_size: factor, strides, padding, data_format: format } = layer.read(settings.pool);
  if ((strides ?? factor) !== factor) throw layer.refusal('has windows that overlap');
  return layer.channelsLast(layer.input, format, (node) => {
    const [height, width] = layer.shapeOf(node);
    const [below, beside] = [height % factor, width % factor];
    if (padding === 'same' && below + beside > 0) throw layer.refusal('has windows that stand out');
    const fitting = layer.framed('crop', node, [0, below, 0, beside]);
    return factor === 1 ? fitting : layer.add({ op: 'average-pool', factor }, [fitting]);
  });
};

const globalAveragePooling: LayerReader = (layer) => {
  const { keepdims, data_format: format } = layer.read(settings.globalPool);
  return layer.channelsLast(layer.input, format, (node) => {
    const [height, width, channels] = layer.shapeOf(node);
    const pixels = height * width;
    const inLines = layer.permuted(layer.reshaped(node, [pixels, channels]), [1, 0]);
    const mean = layer.add(
      { op: 'conv', stride: 1, padding: 'same' },
      [layer.reshaped(inLines, [1, channels, pixels])],
      { kernel: exactWeight([1, 1, pixels, 1], new Float32Array(pixels).fill(1 / pixels)) },
    );
    return layer.reshaped(mean, keepdims ? [1, 1, channels] : [channels]);
  });
};

export const shapeReaders: Readonly<Record<string, LayerReader>> = {
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  ZeroPadding2D: zeroPadding,
  Cropping2D: cropping,
  UpSampling2D: upSampling,
  AveragePooling2D: averagePooling,
  GlobalAveragePooling2D: globalAveragePooling,
};
