import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { FoundDirections } from './found.ts';

/**
 * Directions of the latent that kernels amplify most (Shen & Zhou 2021, SeFa, eq. 6): eigenvectors of A·Aᵀ, largest
 * eigenvalue first, where A is [latentSize, outputs] with columns of length 1. Costs latentSize³.
 */
export function sefa(kernels: readonly Matrix[], count: number): FoundDirections {
  const latentSize = kernels[0].rows;
  const products = Matrix.zeros(latentSize, latentSize);
  for (const kernel of kernels) {
    const columns = withUnitColumns(kernel);
    products.add(columns.mmul(columns.transpose()));
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(products, {
    assumeSymmetric: true,
  });
  const total = realEigenvalues.reduce((sum, value) => sum + value, 0);
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  return order.slice(0, count).map((column) => ({
    vector: Float32Array.from(eigenvectorMatrix.getColumn(column)),
    share: Math.max(0, realEigenvalues[column]) / total,
  }));
}

function withUnitColumns(kernel: Matrix): Matrix {
  const lengths = Array.from({ length: kernel.columns }, (_, column) =>
    Math.max(1e-12, Math.hypot(...kernel.getColumn(column))),
  );
  return kernel.clone().divRowVector(lengths);
}
