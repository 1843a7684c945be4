import type { NetworkWeight } from '../../../graphs/network.ts';

/** Axes of a kernel here, in the order that ONNX has them in, and back. */
export const kernelOrder = [3, 2, 0, 1];
export const kernelOrderBack = [2, 3, 1, 0];

/** The same numbers with the axes in another order. */
export function permuted(weight: NetworkWeight, order: readonly number[]): NetworkWeight {
  const shape = order.map((axis) => weight.shape[axis]);
  const strides = weight.shape.map((_, axis) =>
    weight.shape.slice(axis + 1).reduce((all, side) => all * side, 1),
  );
  const steps = order.map((axis) => strides[axis]);
  const values = new Float32Array(weight.values.length);
  const place = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    values[to] = weight.values[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] += 1;
      from += steps[axis];
      if (place[axis] < shape[axis]) break;
      from -= steps[axis] * shape[axis];
      place[axis] = 0;
    }
  }
  return { ...weight, shape, values };
}
