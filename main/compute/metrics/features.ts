/** One row of `size` features for each of `count` pictures. */
export interface Features {
  count: number;
  size: number;
  values: Float32Array;
}

export const featureRow = ({ size, values }: Features, row: number): Float32Array =>
  values.subarray(row * size, (row + 1) * size);

/** Some rows, in the given order. */
export function takeRows(features: Features, rows: ArrayLike<number>): Features {
  const { size } = features;
  const values = new Float32Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) values.set(featureRow(features, rows[i]), i * size);
  return { count: rows.length, size, values };
}

/** Rows of several sets, one after the other. */
export function joinRows(sets: readonly Features[]): Features {
  const count = sets.reduce((sum, set) => sum + set.count, 0);
  const { size } = sets[0];
  const values = new Float32Array(count * size);
  let offset = 0;
  for (const set of sets) {
    values.set(set.values, offset);
    offset += set.values.length;
  }
  return { count, size, values };
}

export function meanRow({ count, size, values }: Features): Float64Array {
  const mean = new Float64Array(size);
  for (let i = 0; i < values.length; i++) mean[i % size] += values[i];
  return mean.map((sum) => sum / count);
}
