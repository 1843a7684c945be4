import { Matrix, QrDecomposition } from 'ml-matrix';
import { expect, it } from 'vitest';
import { gaussianFeatures } from '../testing/gaussian-features.ts';
import { orthonormalRows } from './orthonormal-rows.ts';

const [count, length] = [12, 60];

/** Random rows whose spread falls by `fall` from each direction to the next, so that all lean to the first ones. */
function leaning(fall: number): Float32Array {
  const turn = Matrix.from1DArray(count, count, [...gaussianFeatures('turn', count, count).values]);
  const rows = Matrix.from1DArray(count, length, [...gaussianFeatures('rows', count, length).values]);
  for (let i = 0; i < count; i++) rows.mulRow(i, fall ** -i);
  return Float32Array.from(turn.mmul(rows).to1DArray());
}

const toMatrix = (values: Float32Array): Matrix => Matrix.from1DArray(count, length, [...values]);

/** Farthest of any of its numbers from those of the other. */
const distance = (a: Matrix, b: Matrix): number => Matrix.sub(a, b).abs().max();

it.each([1, 3, 4.3])('spans what Householder reflections span, of rows that lean by %f', (fall) => {
  // Spreads of 1, 2e5 and 1e7 between the first direction and the last.
  const rows = leaning(fall);
  const basis = toMatrix(orthonormalRows(rows, count));
  expect(distance(basis.mmul(basis.transpose()), Matrix.eye(count))).toBeLessThan(1e-6);
  const reference = new QrDecomposition(toMatrix(rows).transpose()).orthogonalMatrix;
  const projection = basis.transpose().mmul(basis);
  expect(distance(projection, reference.mmul(reference.transpose()))).toBeLessThan(1e-6);
});

it('leaves nothing of a row that depends on those before it, and of one without length', () => {
  const rows = leaning(1);
  const row = (i: number) => rows.subarray(i * length, (i + 1) * length);
  row(5).set(row(2).map((value) => -2 * value));
  row(8).fill(0);
  const basis = toMatrix(orthonormalRows(rows, count));
  const expected = Matrix.eye(count);
  for (const i of [5, 8]) expected.set(i, i, 0);
  expect(distance(basis.mmul(basis.transpose()), expected)).toBeLessThan(1e-6);
});
