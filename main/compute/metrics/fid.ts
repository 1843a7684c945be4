import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { readNumbers } from '../engines/read-numbers.ts';
import { tf } from '../engines/tf.ts';
import { type Features, meanRow, shiftRows } from './features.ts';

/**
 * Fréchet distance between the normal distributions fitted to two sets (Heusel et al. 2017, eq. 6):
 * ‖μ₁ − μ₂‖² + Tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½). The trace of the root is the sum of the square roots of the eigenvalues of the
 * symmetric Σ₁^½ Σ₂ Σ₁^½, which has the same ones. Means little for fewer than 2·d rows.
 */
export function fid(reals: Features, fakes: Features): number {
  const [a, b] = [moments(reals), moments(fakes)];
  const shift = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]) ** 2, 0);
  const root = squareRoot(a.covariance);
  const product = root.mmul(b.covariance).mmul(root);
  const traceOfRoot = eigenvalues(product).reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  return shift + a.covariance.trace() + b.covariance.trace() - 2 * traceOfRoot;
}

/** Mean and covariance (n − 1 in the denominator). */
function moments(features: Features): { mean: Float64Array; covariance: Matrix } {
  const { count, size } = features;
  const mean = meanRow(features);
  const sums = readNumbers(() => {
    const centred = tf.tensor2d(shiftRows(features, mean).values, [count, size]);
    return tf.matMul(centred, centred, true, false);
  });
  const covariance = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) covariance.set(i, j, sums[i * size + j] / (count - 1));
  return { mean, covariance };
}

/** Root of a symmetric positive semi-definite matrix. */
function squareRoot(matrix: Matrix): Matrix {
  const { eigenvectorMatrix: vectors, realEigenvalues } = decompose(matrix);
  const roots = Matrix.diag(realEigenvalues.map((value) => Math.sqrt(Math.max(0, value))));
  return vectors.mmul(roots).mmul(vectors.transpose());
}

const eigenvalues = (matrix: Matrix): number[] => decompose(matrix).realEigenvalues;

/** What rounding left unequal across the diagonal does not count. */
const decompose = (matrix: Matrix) => new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
