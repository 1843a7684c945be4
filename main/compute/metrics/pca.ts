import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { randomStream } from '../../protocol/random.ts';
import { readNumbers } from '../engines/read-numbers.ts';
import { type Tensor2D, tf } from '../engines/tf.ts';
import { type Features, meanRow, shiftRows } from './features.ts';
import { orthonormalRows } from './orthonormal-rows.ts';

/** Projects rows onto the principal components of others. */
export type PcaProjection = (features: Features) => Features;

/**
 * The first principal components of some rows, by a randomised subspace iteration (Halko, Martinsson & Tropp 2011,
 * algorithms 4.4 and 5.1): no matrix of all features by all features is ever made.
 */
export function fitPca(rows: Features, components: number): PcaProjection {
  const { size } = rows;
  const mean = meanRow(rows);
  const directions = principalDirections(shiftRows(rows, mean), components);
  return (features) => ({
    count: features.count,
    size: components,
    values: readNumbers(() =>
      tf.matMul(
        tf.tensor2d(shiftRows(features, mean).values, [features.count, size]),
        tf.tensor2d(directions, [size, components]),
      ),
    ),
  });
}

/** Directions that are kept beside the wanted ones while these are found, and rounds in which they are turned. */
const spare = 16;
const rounds = 3;

/** [size, components], columns of length 1, largest variance first. */
function principalDirections({ count, size, values }: Features, components: number): Float32Array {
  const width = Math.min(components + spare, count, size);
  const start = randomStream(0, 'pca', 0).fillNormal(new Float32Array(size * width));
  return readNumbers(() => {
    const x = tf.tensor2d(values, [count, size]);
    // [width, count]: what is made orthonormal lies together in memory.
    let basis = orthonormal(tf.transpose(tf.matMul(x, tf.tensor2d(start, [size, width]))));
    for (let round = 0; round < rounds; round++)
      basis = orthonormal(tf.matMul(tf.matMul(basis, x), x, false, true));
    const small = tf.matMul(basis, x);
    const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(
      toMatrix(tf.matMul(small, small, false, true)),
      { assumeSymmetric: true },
    );
    const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
    const turn = eigenvectorMatrix.subMatrixColumn(order.slice(0, components));
    const directions = tf.matMul(small, toTensor(turn), true, false);
    const lengths = tf.maximum(tf.norm(directions, 'euclidean', 0, true), 1e-12);
    return tf.div(directions, lengths);
  });
}

const orthonormal = (rows: Tensor2D): Tensor2D =>
  tf.tensor2d(orthonormalRows(rows.dataSync<'float32'>(), rows.shape[0]), rows.shape);

const toMatrix = (tensor: Tensor2D): Matrix =>
  Matrix.from1DArray(tensor.shape[0], tensor.shape[1], Array.from(tensor.dataSync()));

const toTensor = (matrix: Matrix): Tensor2D => tf.tensor2d(matrix.to1DArray(), [matrix.rows, matrix.columns]);
