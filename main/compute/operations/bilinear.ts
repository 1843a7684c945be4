import { type Tensor, type Tensor3D, type Tensor4D, tf } from '../engines/tf.ts';
import { type OperationOf, placement, type WindowOperation } from './operation.ts';

/**
 * An operation y = B(x, w) that is linear in each of its two inputs: convolutions and products. Its gradients are sums of
 * the same kind: each element of a result is a sum of products of two numbers, one from each of two other arrays.
 */
export interface Bilinear {
  shapes: { x: number[]; w: number[]; y: number[] };
  run(x: Tensor, w: Tensor): Tensor;
  /** Calls `visit` with the places of both factors, for each product of the sum that element `index` of a result is. */
  visitResult(index: number, visit: (x: number, w: number) => void): void;
  visitGradientX(index: number, visit: (dy: number, w: number) => void): void;
  visitGradientW(index: number, visit: (x: number, dy: number) => void): void;
}

export type BilinearOperation = OperationOf<'convolution' | 'depthwise-convolution' | 'product'>;

export function bilinear(operation: BilinearOperation): Bilinear {
  switch (operation.kind) {
    case 'convolution':
      return convolution(operation);
    case 'depthwise-convolution':
      return depthwise(operation);
    case 'product':
      return product(operation);
  }
}

/** y[n, r, c, o] = Σ x[n, r·s + i − before, c·s + j − before, k] · w[i, j, k, o] */
function convolution(operation: OperationOf<'convolution'>): Bilinear {
  const { batch, sides, kernel, stride, padding, from, to } = operation;
  const grid = windows(operation);
  const { outputs } = grid;
  return {
    shapes: { x: [batch, ...sides, from], w: [...kernel, from, to], y: [batch, ...outputs, to] },
    run: (x, w) => tf.conv2d(x as Tensor4D, w as Tensor4D, stride, padding),
    visitResult(index, visit) {
      const [picture, row, column, channel] = split(index, [...outputs, to]);
      grid.atOutput(row, column, (y, x, tap) => {
        const pixel = (picture * sides[0] + y) * sides[1] + x;
        for (let k = 0; k < from; k++) visit(pixel * from + k, (tap * from + k) * to + channel);
      });
    },
    visitGradientX(index, visit) {
      const [picture, y, x, channel] = split(index, [...sides, from]);
      grid.atInput(y, x, (row, column, tap) => {
        const pixel = (picture * outputs[0] + row) * outputs[1] + column;
        for (let o = 0; o < to; o++) visit(pixel * to + o, (tap * from + channel) * to + o);
      });
    },
    visitGradientW(index, visit) {
      const [tap, channel, output] = split(index, [from, to]);
      grid.atTap(tap, (y, x, row, column) => {
        for (let n = 0; n < batch; n++)
          visit(
            ((n * sides[0] + y) * sides[1] + x) * from + channel,
            ((n * outputs[0] + row) * outputs[1] + column) * to + output,
          );
      });
    },
  };
}

/** The same, each channel by itself: w[i, j, k, 0]. */
function depthwise(operation: OperationOf<'depthwise-convolution'>): Bilinear {
  const { batch, sides, kernel, stride, padding, channels } = operation;
  const grid = windows(operation);
  const { outputs } = grid;
  const inputAt = (n: number, y: number, x: number, k: number) =>
    ((n * sides[0] + y) * sides[1] + x) * channels + k;
  const outputAt = (n: number, row: number, column: number, k: number) =>
    ((n * outputs[0] + row) * outputs[1] + column) * channels + k;
  return {
    shapes: { x: [batch, ...sides, channels], w: [...kernel, channels, 1], y: [batch, ...outputs, channels] },
    run: (x, w) => tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, stride, padding),
    visitResult(index, visit) {
      const [n, row, column, k] = split(index, [...outputs, channels]);
      grid.atOutput(row, column, (y, x, tap) => visit(inputAt(n, y, x, k), tap * channels + k));
    },
    visitGradientX(index, visit) {
      const [n, y, x, k] = split(index, [...sides, channels]);
      grid.atInput(y, x, (row, column, tap) => visit(outputAt(n, row, column, k), tap * channels + k));
    },
    visitGradientW(index, visit) {
      const [tap, k] = split(index, [channels]);
      grid.atTap(tap, (y, x, row, column) => {
        for (let n = 0; n < batch; n++) visit(inputAt(n, y, x, k), outputAt(n, row, column, k));
      });
    },
  };
}

/** y[b, r, c] = Σ x[b, r, t] · w[b, t, c] */
function product(operation: OperationOf<'product'>): Bilinear {
  const { batch, rows, terms, columns } = operation;
  const outer = batch === 1 ? [] : [batch];
  return {
    shapes: { x: [...outer, rows, terms], w: [...outer, terms, columns], y: [...outer, rows, columns] },
    run: (x, w) => tf.matMul(x as Tensor3D, w as Tensor3D),
    visitResult(index, visit) {
      const [b, row, column] = split(index, [rows, columns]);
      for (let t = 0; t < terms; t++) visit((b * rows + row) * terms + t, (b * terms + t) * columns + column);
    },
    visitGradientX(index, visit) {
      const [b, row, term] = split(index, [rows, terms]);
      for (let c = 0; c < columns; c++)
        visit((b * rows + row) * columns + c, (b * terms + term) * columns + c);
    },
    visitGradientW(index, visit) {
      const [b, term, column] = split(index, [terms, columns]);
      for (let r = 0; r < rows; r++) visit((b * rows + r) * terms + term, (b * rows + r) * columns + column);
    },
  };
}

/** Which pixels, taps of a filter and places of a result meet. */
export function windows(operation: WindowOperation) {
  const { sides, kernel, stride } = operation;
  const { outputs, before } = placement(operation);
  const isInside = (value: number, end: number) => value >= 0 && value < end;
  return {
    outputs,
    atOutput(row: number, column: number, visit: (y: number, x: number, tap: number) => void): void {
      for (let i = 0; i < kernel[0]; i++) {
        for (let j = 0; j < kernel[1]; j++) {
          const [y, x] = [row * stride + i - before[0], column * stride + j - before[1]];
          if (isInside(y, sides[0]) && isInside(x, sides[1])) visit(y, x, i * kernel[1] + j);
        }
      }
    },
    atInput(y: number, x: number, visit: (row: number, column: number, tap: number) => void): void {
      for (let i = 0; i < kernel[0]; i++) {
        for (let j = 0; j < kernel[1]; j++) {
          const [row, column] = [(y + before[0] - i) / stride, (x + before[1] - j) / stride];
          if (!Number.isInteger(row) || !Number.isInteger(column)) continue;
          if (isInside(row, outputs[0]) && isInside(column, outputs[1]))
            visit(row, column, i * kernel[1] + j);
        }
      }
    },
    atTap(tap: number, visit: (y: number, x: number, row: number, column: number) => void): void {
      const [i, j] = [Math.floor(tap / kernel[1]), tap % kernel[1]];
      for (let row = 0; row < outputs[0]; row++) {
        const y = row * stride + i - before[0];
        if (!isInside(y, sides[0])) continue;
        for (let column = 0; column < outputs[1]; column++) {
          const x = column * stride + j - before[1];
          if (isInside(x, sides[1])) visit(y, x, row, column);
        }
      }
    },
  };
}

/** A place in an array as its coordinates; `inner` are the sides of all but the first axis. */
function split(index: number, inner: readonly number[]): number[] {
  const coordinates: number[] = [];
  let rest = index;
  for (const side of inner.toReversed()) {
    coordinates.unshift(rest % side);
    rest = Math.floor(rest / side);
  }
  return [rest, ...coordinates];
}
