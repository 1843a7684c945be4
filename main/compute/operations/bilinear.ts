import { type Tensor, type Tensor3D, type Tensor4D, tf } from '../engines/tf.ts';
import { type OperationOf, placement, type WindowOperation } from './operation.ts';

/**
 * An operation y = B(x, w) that is linear in each of its two inputs: convolutions and products. Its gradients are sums of
 * the same kind: each element of a result is a sum of products of two numbers, one from each of two other arrays.
 */
export interface Bilinear {
  shapes: { x: number[]; w: number[]; y: number[] };
  run(x: Tensor, w: Tensor): Tensor;
  /** Calls `visit` for all products of the sum that element `index` of a result is: those of x and w. */
  visitResult(index: number, visit: VisitProducts): void;
  /** Of dy and w. */
  visitGradientX(index: number, visit: VisitProducts): void;
  /** Of x and dy. */
  visitGradientW(index: number, visit: VisitProducts): void;
}

/**
 * Gets `count` products at once, as sums have up to a million: the places of the first one's factors in two arrays, and how
 * far apart those of the following ones are.
 */
type VisitProducts = (
  first: number,
  second: number,
  count: number,
  firstStride: number,
  secondStride: number,
) => void;

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
        visit(pixel * from, tap * from * to + channel, from, 1, to);
      });
    },
    visitGradientX(index, visit) {
      const [picture, y, x, channel] = split(index, [...sides, from]);
      grid.atInput(y, x, (row, column, tap) => {
        const pixel = (picture * outputs[0] + row) * outputs[1] + column;
        visit(pixel * to, (tap * from + channel) * to, to, 1, 1);
      });
    },
    visitGradientW(index, visit) {
      const [tap, channel, output] = split(index, [from, to]);
      grid.atTap(tap, (y, x, row, column, count) => {
        for (let n = 0; n < batch; n++)
          visit(
            ((n * sides[0] + y) * sides[1] + x) * from + channel,
            ((n * outputs[0] + row) * outputs[1] + column) * to + output,
            count,
            stride * from,
            to,
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
      grid.atOutput(row, column, (y, x, tap) => visit(inputAt(n, y, x, k), tap * channels + k, 1, 0, 0));
    },
    visitGradientX(index, visit) {
      const [n, y, x, k] = split(index, [...sides, channels]);
      grid.atInput(y, x, (row, column, tap) =>
        visit(outputAt(n, row, column, k), tap * channels + k, 1, 0, 0),
      );
    },
    visitGradientW(index, visit) {
      const [tap, k] = split(index, [channels]);
      grid.atTap(tap, (y, x, row, column, count) => {
        for (let n = 0; n < batch; n++)
          visit(inputAt(n, y, x, k), outputAt(n, row, column, k), count, stride * channels, channels);
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
      visit((b * rows + row) * terms, b * terms * columns + column, terms, 1, columns);
    },
    visitGradientX(index, visit) {
      const [b, row, term] = split(index, [rows, terms]);
      visit((b * rows + row) * columns, (b * terms + term) * columns, columns, 1, 1);
    },
    visitGradientW(index, visit) {
      const [b, term, column] = split(index, [terms, columns]);
      visit(b * rows * terms + term, b * rows * columns + column, rows, terms, columns);
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
    /** `count` pixels and places of a row at once, from the first ones on; pixels are a stride apart. */
    atTap(
      tap: number,
      visit: (y: number, x: number, row: number, column: number, count: number) => void,
    ): void {
      const [i, j] = [Math.floor(tap / kernel[1]), tap % kernel[1]];
      const first = Math.max(0, Math.ceil((before[1] - j) / stride));
      const end = Math.min(outputs[1], Math.ceil((sides[1] + before[1] - j) / stride));
      if (first >= end) return;
      for (let row = 0; row < outputs[0]; row++) {
        const y = row * stride + i - before[0];
        if (isInside(y, sides[0])) visit(y, first * stride + j - before[1], row, first, end - first);
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
