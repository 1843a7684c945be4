import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Matrix } from 'ml-matrix';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { tf } from '../../engines/tf.ts';
import { encodeSafetensors } from '../../files/safetensors.ts';
import { architectureOf } from '../../networks/index.ts';
import { toArrays } from '../../networks/tensor-arrays.ts';
import type { Weights } from '../../networks/weights.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { smallConfig } from '../../testing/small-runs.ts';
import { findDirections } from './find-directions.ts';
import { sefa } from './sefa.ts';

const alike = (a: ArrayLike<number>, axis: number) => Math.abs(a[axis]);

describe('SeFa', () => {
  it('of outputs that each take one number ranks the numbers by how many they move', () => {
    // Columns of length 1 make A·Aᵀ diagonal, with the counts of columns.
    const columns = [1, 1, 1, 0, 0, 2].map((axis, i) => [0, 1, 2].map((row) => (row === axis ? i + 3 : 0)));
    const found = sefa([new Matrix(columns).transpose()], 3);
    expect(found.map(({ share }) => share)).toEqual(
      [3 / 6, 2 / 6, 1 / 6].map((share) => expect.closeTo(share, 6)),
    );
    [1, 0, 2].forEach((axis, rank) => {
      expect(alike(found[rank].vector, axis)).toBeCloseTo(1, 6);
    });
  });

  it('of two parameters is the longer axis of their ellipse', () => {
    // Two unit columns at ±α from the diagonal: along the diagonal 2·cos²α, across it 2·sin²α.
    const alpha = 0.4;
    const unit = (angle: number) => [Math.cos(angle), Math.sin(angle)];
    const matrix = new Matrix([unit(Math.PI / 4 + alpha), unit(Math.PI / 4 - alpha)]).transpose();
    const [first, second] = sefa([matrix], 2);
    expect(Math.abs(first.vector[0] + first.vector[1])).toBeCloseTo(Math.SQRT2, 5);
    expect(first.share).toBeCloseTo(Math.cos(alpha) ** 2, 6);
    expect(second.share).toBeCloseTo(Math.sin(alpha) ** 2, 6);
  });

  it('adds several kernels up', () => {
    const kernel = new Matrix([
      [1, 0],
      [0, 1],
    ]);
    expect(sefa([kernel, new Matrix([[1], [0]])], 1)[0].share).toBeCloseTo(2 / 3, 6);
  });
});

const folder = mkdtempSync(join(tmpdir(), 'faceloom-directions-'));

function write(config: RunConfig, change: (weights: Weights) => void = () => undefined): string {
  const weights = architectureOf(config).createGenerator(config);
  change(weights);
  const file = join(folder, `${config.preset}.safetensors`);
  writeFileSync(file, encodeSafetensors(toArrays(weights)));
  tf.dispose([...weights.values()]);
  return file;
}

const find = (config: RunConfig, generatorFile: string, method: 'pca' | 'sefa', stages?: number[]) => {
  const { vectors, shares } = findDirections(
    { type: 'directions', engine: 'auto', threads: 0, generatorFile, config, method, count: 3, stages },
    () => undefined,
    400,
  );
  const { latentSize } = config;
  return shares.map((share, i) => ({ share, vector: vectors.slice(i * latentSize, (i + 1) * latentSize) }));
};

const [engine] = await enginesHere();

describe(`on ${engine}`, () => {
  beforeAll(() => useEngine(engine));

  it('PCA of a generator that is nearly linear finds its strongest latent numbers, with their variances', () => {
    // Number 5 moves all pixels by 0.3 a standard deviation, number 2 every other one up and down by 0.2.
    const config = smallConfig('classic-mlp', { generatorWidths: [], channels: 1 });
    const pixels = config.resolution ** 2;
    const file = write(config, (weights) => {
      const kernel = new Float32Array(config.latentSize * pixels);
      for (let i = 0; i < pixels; i++) {
        kernel[5 * pixels + i] = 0.3;
        kernel[2 * pixels + i] = i % 2 === 0 ? 0.2 : -0.2;
      }
      weights.get('dense0.kernel')?.assign(tf.tensor2d(kernel, [config.latentSize, pixels]));
    });
    const [first, second, third] = find(config, file, 'pca');
    expect(alike(first.vector, 5)).toBeGreaterThan(0.98);
    expect(alike(second.vector, 2)).toBeGreaterThan(0.98);
    expect(first.share / second.share).toBeGreaterThan(1.6);
    expect(first.share + second.share).toBeGreaterThan(0.93);
    expect(third.share).toBeLessThan(0.05);
  });

  it('directions are of length 1, the same each time, and of one stage those of its layer', () => {
    const config = smallConfig('draft-32');
    const file = write(config);
    for (const method of ['pca', 'sefa'] as const) {
      const found = find(config, file, method);
      expect(found).toEqual(find(config, file, method));
      for (const { vector, share } of found) {
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      expect(find(config, file, method, [1])).not.toEqual(found);
    }
  });
});
