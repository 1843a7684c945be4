import { setKernel } from './set-kernel.ts';
import { type Tensor, type Tensor4D, tf } from './tf.ts';

/**
 * The wasm backend has no Conv2DBackpropFilter, only a naive Conv2DBackpropInput, and no gradients of depthwise
 * convolutions. All are composed here from its fast kernels (matMul and convolutions run on XNNPACK). NHWC, dilation 1.
 */
export function registerWasmConvKernels(): void {
  for (const [kernelName, run] of Object.entries(kernels)) {
    setKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) =>
        tf.tidy(() => run(inputs as Record<string, Tensor4D>, attrs as unknown as ConvAttrs)),
    });
  }
}

const kernels: Readonly<Record<string, (inputs: Record<string, Tensor4D>, attributes: ConvAttrs) => Tensor>> =
  {
    Conv2DBackpropInput: ({ dy, filter }, attributes) =>
      convBackpropInput(dy, filter, infoOf(attributes.inputShape, filter.shape, attributes)),
    Conv2DBackpropFilter: ({ x, dy }, attributes) =>
      convBackpropFilter(x, dy, infoOf(x.shape, attributes.filterShape, attributes)),
    DepthwiseConv2dNativeBackpropInput: ({ dy, filter }, attributes) =>
      depthwiseBackpropInput(
        dy,
        filter,
        infoOf(attributes.inputShape, filter.shape, attributes, 'depthwise'),
      ),
    DepthwiseConv2dNativeBackpropFilter: ({ x, dy }, attributes) =>
      depthwiseBackpropFilter(x, dy, infoOf(x.shape, attributes.filterShape, attributes, 'depthwise')),
  };

const infoOf = (
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dimRoundingMode }: ConvAttrs,
  kind: 'convolution' | 'depthwise' = 'convolution',
): ConvInfo => {
  if (kind === 'depthwise' && filterShape[3] !== 1)
    throw new Error('a depthwise convolution makes one channel of each here');
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
    kind === 'depthwise',
    'channelsLast',
  );
};

type Shape4D = [number, number, number, number];
type ConvInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>;
interface ConvAttrs {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  inputShape: number[];
  filterShape: number[];
}

/** dx: dy spread out by the stride with zeros, correlated with the flipped filter. */
function convBackpropInput(dy: Tensor4D, filter: Tensor4D, info: ConvInfo): Tensor {
  const flipped = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
  return tf.conv2d(paddedGradient(dy, info), flipped, 1, 'valid');
}

/** The same with a filter for each channel. */
const depthwiseBackpropInput = (dy: Tensor4D, filter: Tensor4D, info: ConvInfo): Tensor =>
  tf.depthwiseConv2d(paddedGradient(dy, info), tf.reverse(filter, [0, 1]), 1, 'valid');

/** dy spread out by the stride with zeros, with the border that a filter of stride 1 needs to give the input's size. */
function paddedGradient(dy: Tensor4D, info: ConvInfo): Tensor4D {
  const { strideHeight, strideWidth, filterHeight, filterWidth, padInfo, inHeight, inWidth } = info;
  const spread = spreadWithZeros(dy, strideHeight, strideWidth);
  const [, height, width] = spread.shape;
  const top = filterHeight - 1 - padInfo.top;
  const left = filterWidth - 1 - padInfo.left;
  return padOrCrop(
    spread,
    [top, inHeight + filterHeight - 1 - top - height],
    [left, inWidth + filterWidth - 1 - left - width],
  );
}

/** dW: for each filter tap, the input pixels that it met, as one matrix [taps·inChannels, n·outHeight·outWidth] times dy. */
function convBackpropFilter(x: Tensor4D, dy: Tensor4D, info: ConvInfo): Tensor {
  const pixels = dy.size / info.outChannels;
  const taps = metByTaps(x, info).map((met) => tf.transpose(tf.reshape(met, [pixels, info.inChannels])));
  const flatDy = tf.reshape(dy, [pixels, info.outChannels]);
  return tf.reshape(tf.matMul(tf.concat(taps, 0), flatDy), info.filterShape);
}

/** The same of a depthwise convolution, whose channels do not meet: for each tap, the sum of what it met times dy. */
function depthwiseBackpropFilter(x: Tensor4D, dy: Tensor4D, info: ConvInfo): Tensor {
  const sums = metByTaps(x, info).map((met) => tf.sum(tf.mul(met, dy), [0, 1, 2]));
  return tf.reshape(tf.stack(sums), info.filterShape);
}

/**
 * The input pixels that each filter tap met, row by row [n, outHeight, outWidth, inChannels]. With stride s the input is first
 * split into its s×s phases, because strided slices are slow on this backend.
 */
function metByTaps(x: Tensor4D, info: ConvInfo): Tensor4D[] {
  const { strideHeight: sh, strideWidth: sw, filterHeight, filterWidth, outHeight, outWidth, padInfo } = info;
  const [batch, height, width, channels] = x.shape;
  const neededHeight = Math.ceil(((outHeight - 1) * sh + filterHeight) / sh) * sh;
  const neededWidth = Math.ceil(((outWidth - 1) * sw + filterWidth) / sw) * sw;
  const padded = padOrCrop(
    x,
    [padInfo.top, neededHeight - height - padInfo.top],
    [padInfo.left, neededWidth - width - padInfo.left],
  );
  const phases = splitPhases(padded, sh, sw);
  const taps: Tensor4D[] = [];
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      const phase = phases[(row % sh) * sw + (column % sw)];
      const corner = [0, Math.floor(row / sh), Math.floor(column / sw), 0];
      taps.push(tf.slice(phase, corner, [batch, outHeight, outWidth, channels]));
    }
  }
  return taps;
}

/** [n, h, w, c] → [n, h·sh, w·sw, c] with sh−1 rows and sw−1 columns of zeros after each pixel. */
function spreadWithZeros(x: Tensor4D, sh: number, sw: number): Tensor4D {
  if (sh === 1 && sw === 1) return x;
  const [n, h, w, c] = x.shape;
  const rows = tf.pad(tf.reshape(x, [n * h, 1, w, c]), [
    [0, 0],
    [0, sh - 1],
    [0, 0],
    [0, 0],
  ]);
  const pixels = tf.pad(tf.reshape(rows, [n * h * sh * w, 1, c]), [
    [0, 0],
    [0, sw - 1],
    [0, 0],
  ]);
  return tf.reshape(pixels, [n, h * sh, w * sw, c]);
}

/** The sh·sw sub-pictures of pixels that share row mod sh and column mod sw, phase (r, q) at index r·sw + q. */
function splitPhases(x: Tensor4D, sh: number, sw: number): Tensor4D[] {
  if (sh === 1 && sw === 1) return [x];
  const [n, h, w, c] = x.shape;
  const byRow = tf.transpose(tf.reshape(x, [(n * h) / sh, sh, w / sw, sw * c]), [1, 0, 2, 3]);
  return tf.unstack(byRow).flatMap((rows) => {
    const byColumn = tf.transpose(tf.reshape(rows, [((n * h) / sh) * (w / sw), sw, c]), [1, 0, 2]);
    return tf.unstack(byColumn).map((phase) => tf.reshape(phase, [n, h / sh, w / sw, c]) as Tensor4D);
  });
}

/** Zero-pads rows and columns by [before, after]; a negative amount crops instead. */
function padOrCrop(x: Tensor4D, rows: [number, number], columns: [number, number]): Tensor4D {
  const [n, h, w, c] = x.shape;
  const crop = [rows[0], rows[1], columns[0], columns[1]].map((amount) => Math.max(0, -amount));
  const cropped = crop.some((amount) => amount > 0)
    ? tf.slice(x, [0, crop[0], crop[2], 0], [n, h - crop[0] - crop[1], w - crop[2] - crop[3], c])
    : x;
  const grow = [rows[0], rows[1], columns[0], columns[1]].map((amount) => Math.max(0, amount));
  if (grow.every((amount) => amount === 0)) return cropped;
  return tf.pad(cropped, [
    [0, 0],
    [grow[0], grow[1]],
    [grow[2], grow[3]],
    [0, 0],
  ]);
}
