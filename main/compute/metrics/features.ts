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

export function meanRow(features: Features): Float64Array {
  const { count, size } = features;
  const mean = new Float64Array(size);
  for (let row = 0; row < count; row++) {
    const values = featureRow(features, row);
    for (let i = 0; i < size; i++) mean[i] += values[i];
  }
  return mean.map((sum) => sum / count);
}

/** Every row less `origin`, times `scale` where there is one. */
export function shiftRows(features: Features, origin: Float64Array, scale?: Float64Array): Features {
  const { count, size } = features;
  const values = new Float32Array(features.values.length);
  for (let row = 0; row < count; row++) {
    const from = featureRow(features, row);
    const to = row * size;
    if (scale === undefined) for (let i = 0; i < size; i++) values[to + i] = from[i] - origin[i];
    else for (let i = 0; i < size; i++) values[to + i] = (from[i] - origin[i]) * scale[i];
  }
  return { count, size, values };
}
