import { median } from '../../../contract/scores/median.ts';
import type { PixelBatch } from '../../../protocol/pixels.ts';

/** Pictures as rows of grey values in [0, 1], made smaller by averaging. */
export interface Thumbnails {
  count: number;
  /** Values per row. */
  length: number;
  data: Float32Array;
}

/** Side to which pictures are averaged: enough to tell faces apart, and cheap. */
const thumbnailSide = 16;

export function toThumbnails({ count, size, channels, data }: PixelBatch): Thumbnails {
  const side = Math.min(thumbnailSide, size);
  const length = side * side;
  const thumbnails = new Float32Array(count * length);
  const weights = new Float32Array(length);
  const cellOf = Int32Array.from({ length: size }, (_, i) => Math.floor((i * side) / size));
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) weights[cellOf[y] * side + cellOf[x]] += 255 * channels;
  for (let image = 0; image < count; image++) {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const cell = cellOf[y] * side + cellOf[x];
        const pixel = ((image * size + y) * size + x) * channels;
        for (let c = 0; c < channels; c++) thumbnails[image * length + cell] += data[pixel + c];
      }
    }
    for (let cell = 0; cell < length; cell++) thumbnails[image * length + cell] /= weights[cell];
  }
  return { count, length, data: thumbnails };
}

/** Mean root-mean-square difference of two different rows; O(n²·length). */
export function meanPairDistance(rows: Thumbnails): number {
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < rows.count; i++) {
    for (let j = 0; j < i; j++) {
      sum += distance(rows, i, rows, j);
      pairs += 1;
    }
  }
  return pairs === 0 ? 0 : sum / pairs;
}

/** Mean distance of rows of the same number in two sets of the same shape. */
export function meanMovement(before: Thumbnails, after: Thumbnails): number {
  let sum = 0;
  for (let i = 0; i < after.count; i++) sum += distance(before, i, after, i);
  return sum / after.count;
}

/** Median over `rows` of the distance to the nearest of `others`. */
export function medianNearest(rows: Thumbnails, others: Thumbnails): number {
  const nearest = Array.from({ length: rows.count }, (_, i) => {
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < others.count; j++) least = Math.min(least, distance(rows, i, others, j));
    return least;
  });
  return median(nearest);
}

/**
 * Effective rank of the centred rows (Roy & Vetterli 2007, eq. 3): e to the entropy of the squared singular values as
 * shares. The matrix of inner products has them as eigenvalues, found by Jacobi rotations; O(n³).
 */
export function effectiveRank({ count, length, data }: Thumbnails): number {
  const mean = new Float64Array(length);
  for (let i = 0; i < data.length; i++) mean[i % length] += data[i] / count;
  const gram = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: count }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < length; k++)
        sum += (data[i * length + k] - mean[k]) * (data[j * length + k] - mean[k]);
      return sum;
    }),
  );
  const eigenvalues = jacobiEigenvalues(gram).map((value) => Math.max(0, value));
  const total = eigenvalues.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  let entropy = 0;
  for (const value of eigenvalues) if (value > 0) entropy -= (value / total) * Math.log(value / total);
  return Math.exp(entropy);
}

function distance(a: Thumbnails, i: number, b: Thumbnails, j: number): number {
  let sum = 0;
  const [from, other] = [i * a.length, j * b.length];
  for (let k = 0; k < a.length; k++) sum += (a.data[from + k] - b.data[other + k]) ** 2;
  return Math.sqrt(sum / a.length);
}

/** Sweeps of rotations until what is off the diagonal no longer counts; changes the matrix. */
function jacobiEigenvalues(matrix: Float64Array[]): number[] {
  const n = matrix.length;
  const trace = matrix.reduce((sum, row, i) => sum + Math.abs(row[i]), 0);
  for (let sweep = 0; sweep < 12; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = 0; q < p; q++) off += matrix[p][q] ** 2;
    if (Math.sqrt(off) <= 1e-9 * trace) break;
    for (let p = 0; p < n; p++) for (let q = 0; q < p; q++) rotate(matrix, p, q);
  }
  return matrix.map((row, i) => row[i]);
}

/** Makes the element (p, q) of a symmetric matrix zero (Golub & Van Loan, §8.5). */
function rotate(matrix: Float64Array[], p: number, q: number): void {
  const apq = matrix[p][q];
  if (apq === 0) return;
  const theta = (matrix[q][q] - matrix[p][p]) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < matrix.length; k++) {
    const [kp, kq] = [matrix[k][p], matrix[k][q]];
    matrix[k][p] = c * kp - s * kq;
    matrix[k][q] = s * kp + c * kq;
  }
  for (let k = 0; k < matrix.length; k++) {
    const [pk, qk] = [matrix[p][k], matrix[q][k]];
    matrix[p][k] = c * pk - s * qk;
    matrix[q][k] = s * pk + c * qk;
  }
}
