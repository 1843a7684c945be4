import { type Features, featureRow, meanRow, shiftRows } from './features.ts';

/** Scales features so that each has mean 0 and variance 1 over the given rows; what never varies becomes 0. */
export function fitStandardisation(rows: Features): (features: Features) => Features {
  const { count, size } = rows;
  const mean = meanRow(rows);
  const squares = new Float64Array(size);
  for (let row = 0; row < count; row++) {
    const values = featureRow(rows, row);
    for (let i = 0; i < size; i++) squares[i] += (values[i] - mean[i]) ** 2;
  }
  const scale = squares.map((sum) => (sum === 0 ? 0 : Math.sqrt((count - 1) / sum)));
  return (features) => shiftRows(features, mean, scale);
}
