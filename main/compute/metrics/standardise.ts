import { type Features, meanRow } from './features.ts';

/** Scales features so that each has mean 0 and variance 1 over the given rows; what never varies becomes 0. */
export function fitStandardisation(rows: Features): (features: Features) => Features {
  const { count, size, values } = rows;
  const mean = meanRow(rows);
  const squares = new Float64Array(size);
  for (let i = 0; i < values.length; i++) squares[i % size] += (values[i] - mean[i % size]) ** 2;
  const scale = squares.map((sum) => (sum === 0 ? 0 : Math.sqrt((count - 1) / sum)));
  return (features) => ({
    ...features,
    values: features.values.map((value, i) => (value - mean[i % size]) * scale[i % size]),
  });
}
