import { readNumbers } from '../engines/read-numbers.ts';
import { type Tensor2D, tf } from '../engines/tf.ts';
import { type Features, featureRow, meanRow, shiftRows } from './features.ts';

/** Inner products of each row of `a` with all rows of `b`, row by row; the array is reused. */
export function* productRows(a: Features, b: Features): Generator<Float32Array> {
  const right = toTensor(b);
  try {
    for (let start = 0; start < a.count; start += blockRows) {
      const rows = Math.min(blockRows, a.count - start);
      const products = readNumbers(() => {
        const left = tf.tensor2d(a.values.subarray(start * a.size, (start + rows) * a.size), [rows, a.size]);
        return tf.matMul(left, right, false, true);
      });
      for (let i = 0; i < rows; i++) yield products.subarray(i * b.count, (i + 1) * b.count);
    }
  } finally {
    right.dispose();
  }
}

/** Rows multiplied at once: bounds the memory of their products. */
const blockRows = 256;

/** Squared distances of each row of `a` to all rows of `b`, row by row; the array is reused. */
export function* distanceRows(a: Features, b: Features): Generator<Float32Array> {
  // Distances do not change with the origin; near the middle of the rows little is lost by subtracting.
  const middle = meanRow(b);
  const left = shiftRows(a, middle);
  const right = shiftRows(b, middle);
  const lengths = squaredLengths(right);
  let row = 0;
  for (const products of productRows(left, right)) {
    const length = squaredLength(featureRow(left, row));
    for (let j = 0; j < products.length; j++)
      products[j] = Math.max(0, length + lengths[j] - 2 * products[j]);
    yield products;
    row += 1;
  }
}

const toTensor = ({ count, size, values }: Features): Tensor2D => tf.tensor2d(values, [count, size]);

const squaredLengths = (features: Features): Float64Array =>
  Float64Array.from({ length: features.count }, (_, row) => squaredLength(featureRow(features, row)));

function squaredLength(row: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += row[i] ** 2;
  return sum;
}
