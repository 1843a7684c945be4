/**
 * Rows of length 1 at right angles to each other that span what the given `count` rows span: modified Gram–Schmidt. In
 * double precision it leaves rows at right angles to some 1e-16 times their condition number (Björck 1967), which is at
 * most about 1e8 for rows of single precision. A row that depends on those before it becomes 0.
 */
export function orthonormalRows(values: Float32Array, count: number): Float32Array {
  const length = values.length / count;
  const all = Float64Array.from(values);
  const rows = Array.from({ length: count }, (_, row) => all.subarray(row * length, (row + 1) * length));
  for (const [place, row] of rows.entries()) {
    const before = norm(row);
    for (let i = 0; i < place; i++) subtract(row, rows[i], product(row, rows[i]));
    const left = norm(row);
    const factor = left <= dependent * before ? 0 : 1 / left;
    for (let i = 0; i < length; i++) row[i] *= factor;
  }
  return Float32Array.from(all);
}

/** Of a row that depends on others, rounding leaves a smaller part than this. */
const dependent = 1e-12;

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const norm = (row: Float64Array): number => Math.sqrt(product(row, row));

function subtract(from: Float64Array, row: Float64Array, factor: number): void {
  for (let i = 0; i < from.length; i++) from[i] -= factor * row[i];
}
