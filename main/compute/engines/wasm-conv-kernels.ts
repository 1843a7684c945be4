import { setKernel } from './set-kernel.ts';
import { type Tensor, type Tensor4D, tf } from './tf.ts';

/**
 * The wasm backend has no Conv2DBackpropFilter and only a naive Conv2DBackpropInput. Both are composed here from its
 * fast kernels (matMul and conv2d run on XNNPACK). NHWC, dilation 1.
 */
export function registerWasmConvKernels(): void {
  setKernel({
    kernelName: 'Conv2DBackpropInput',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { dy, filter } = inputs as { dy: Tensor4D; filter: Tensor4D };
      const { strides, pad, inputShape, dimRoundingMode } = attrs as unknown as ConvAttrs;
      const info = tf.backend_util.computeConv2DInfo(
        inputShape as Shape4D,
        filter.shape,
        strides,
        1,
        pad,
        dimRoundingMode,
        false,
        'channelsLast',
      );
      return tf.tidy(() => convBackpropInput(dy, filter, info));
    },
  });
  setKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as { x: Tensor4D; dy: Tensor4D };
      const { strides, pad, filterShape, dimRoundingMode } = attrs as unknown as ConvAttrs;
      const info = tf.backend_util.computeConv2DInfo(
        x.shape,
        filterShape as Shape4D,
        strides,
        1,
        pad,
        dimRoundingMode,
        false,
        'channelsLast',
      );
      return tf.tidy(() => convBackpropFilter(x, dy, info));
    },
  });
}

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
  const { strideHeight, strideWidth, filterHeight, filterWidth, padInfo, inHeight, inWidth } = info;
  const spread = spreadWithZeros(dy, strideHeight, strideWidth);
  const [, height, width] = spread.shape;
  const top = filterHeight - 1 - padInfo.top;
  const left = filterWidth - 1 - padInfo.left;
  const padded = padOrCrop(
    spread,
    [top, inHeight + filterHeight - 1 - top - height],
    [left, inWidth + filterWidth - 1 - left - width],
  );
  const flipped = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
  return tf.conv2d(padded, flipped, 1, 'valid');
}

/**
 * dW: for each filter tap, the input pixels that it met, as one matrix [taps·inChannels, n·outHeight·outWidth] times dy.
 * With stride s the input is first split into its s×s phases, because strided slices are slow on this backend.
 */
function convBackpropFilter(x: Tensor4D, dy: Tensor4D, info: ConvInfo): Tensor {
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
  const taps: Tensor[] = [];
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      const phase = phases[(row % sh) * sw + (column % sw)];
      const met = tf.slice(
        phase,
        [0, Math.floor(row / sh), Math.floor(column / sw), 0],
        [batch, outHeight, outWidth, channels],
      );
      taps.push(tf.transpose(tf.reshape(met, [batch * outHeight * outWidth, channels])));
    }
  }
  const flatDy = tf.reshape(dy, [batch * outHeight * outWidth, info.outChannels]);
  return tf.reshape(tf.matMul(tf.concat(taps, 0), flatDy), info.filterShape);
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
