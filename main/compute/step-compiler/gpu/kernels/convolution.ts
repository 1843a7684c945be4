import { tf } from '../../../engines/tf.ts';
import { times } from './gpu-kernel.ts';

/** Sides of a convolution of pictures, [height, width] each. */
export interface Convolution {
  batch: number;
  input: readonly [number, number];
  output: readonly [number, number];
  filter: readonly [number, number];
  stride: readonly [number, number];
  /** Rows of zeros above the picture, and columns left of it. */
  before: readonly [number, number];
  from: number;
  to: number;
}

export interface ConvolutionAttributes {
  strides: number | [number, number];
  pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  dataFormat?: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Of a picture [n, h, w, from] and a filter [h, w, from, to]. Undefined where channels do not come last. */
export function convolutionOf(
  picture: readonly number[],
  filter: readonly number[],
  { strides, pad, dataFormat = 'NHWC', dimRoundingMode }: ConvolutionAttributes,
): Convolution | undefined {
  if (dataFormat !== 'NHWC') return undefined;
  const info = tf.backend_util.computeConv2DInfo(
    picture as [number, number, number, number],
    filter as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return {
    batch: info.batchSize,
    input: [info.inHeight, info.inWidth],
    output: [info.outHeight, info.outWidth],
    filter: [info.filterHeight, info.filterWidth],
    stride: [info.strideHeight, info.strideWidth],
    before: [info.padInfo.top, info.padInfo.left],
    from: info.inChannels,
    to: info.outChannels,
  };
}

/** Channels in blocks of four. */
export const wholeBlocks = (channels: number): number => 4 * Math.ceil(channels / 4);

/**
 * WGSL of places (picture, row, column) in maps of [height, width], numbered one row after the other: `placeOf(number,
 * sides)`, and `next(place, sides)` for the one behind it, which needs no division.
 */
export const places = `
  fn placeOf(number: i32, sides: vec2<i32>) -> vec3<i32> {
    let line = number / sides.y;
    return vec3<i32>(line / sides.x, line % sides.x, number % sides.y);
  }

  fn next(place: vec3<i32>, sides: vec2<i32>) -> vec3<i32> {
    let isLastColumn = place.z + 1 == sides.y;
    let isLastRow = isLastColumn && place.y + 1 == sides.x;
    let line = select(place.y, place.y + 1, isLastColumn);
    return vec3<i32>(
      select(place.x, place.x + 1, isLastRow), select(line, 0, isLastRow), select(place.z + 1, 0, isLastColumn));
  }`;

/**
 * WGSL that reads four channels of one place, from the variable of this name, whose channels come last:
 * `read_<name>(place, channel)`. What is missing of the channels is zero, as is a place of −1.
 */
export const readFour = (name: string, components: 1 | 4): string => {
  const channels = `uniforms.${name}Shape.w`;
  const first = `max(place, 0) * ${channels} + channel`;
  const values =
    components === 4
      ? `${name}[(${first}) / 4]`
      : `vec4<f32>(${times(4, (i) => `${name}[${first} + ${i}]`).join(', ')})`;
  return `
  fn read_${name}(place: i32, channel: i32) -> vec4<f32> {
    let isThere = vec4<i32>(channel) + vec4<i32>(0, 1, 2, 3) < vec4<i32>(select(0, ${channels}, place >= 0));
    return select(vec4<f32>(0.0), ${values}, isThere);
  }`;
};

/** WGSL that writes four channels of one place of the result, as far as there are so many: `write(place, channel, values)`. */
export const writeFour = (components: 1 | 4): string => {
  const channels = 'uniforms.outShape.w';
  const to = `place * ${channels} + channel`;
  if (components === 4)
    return `
  fn write(place: i32, channel: i32, values: vec4<f32>) {
    if (channel < ${channels}) { result[(${to}) / 4] = values; }
  }`;
  return `
  fn write(place: i32, channel: i32, values: vec4<f32>) {
    let left = ${channels} - channel;
    let start = ${to};
    ${axes.map((axis, i) => `if (left > ${i}) { result[start + ${i}] = values.${axis}; }`).join('\n    ')}
  }`;
};

const axes = ['x', 'y', 'z', 'w'];
