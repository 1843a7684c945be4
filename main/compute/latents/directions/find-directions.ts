import { Matrix } from 'ml-matrix';
import { StudioError } from '../../../contract/errors.ts';
import { latentSpaceOf } from '../../../contract/latents/space.ts';
import { normalised } from '../../../contract/latents/vectors.ts';
import type { GeneratorConfig } from '../../../contract/models/generator-config.ts';
import type { DirectionsTask } from '../../../protocol/latents.ts';
import type { FromCompute } from '../../../protocol/messages.ts';
import { seededLatents } from '../../../protocol/seeded-latents.ts';
import { drawStyledBatch, loadWeights, styledRowSize } from '../../drawing/draw.ts';
import { halved } from '../../engines/operations.ts';
import { type Tensor4D, tf } from '../../engines/tf.ts';
import type { Features } from '../../metrics/features.ts';
import { architectureOf } from '../../networks/index.ts';
import { type Weights, weight } from '../../networks/weights.ts';
import type { FoundDirections } from './found.ts';
import { pca } from './pca.ts';
import { sefa } from './sefa.ts';

type Send = (message: FromCompute) => void;

/** Finds directions of a generator's latents, the same each time. */
export function findDirections(
  task: DirectionsTask,
  send: Send,
  samples = enoughSamples(task.config.latentSize),
): Extract<FromCompute, { type: 'directions' }> {
  const { config, count: wanted } = task;
  const count = Math.min(wanted, config.latentSize);
  const weights = loadWeights(config, task.generatorFile);
  const stages = task.stages ?? latentSpaceOf(config).stages.map((_, stage) => stage);
  const found =
    task.method === 'sefa'
      ? sefa(kernelsOf(config, weights, stages), count)
      : pcaOfFaces(config, weights, { stages, count, samples, send });
  return {
    type: 'directions',
    vectors: Float32Array.from(found.flatMap(({ vector }) => Array.from(vector))),
    shares: found.map(({ share }) => share),
  };
}

/** Faces that are compared: enough that the chance part of a regressed direction is a quarter of it at most. */
const enoughSamples = (latentSize: number) => Math.max(2000, 16 * latentSize);

/** What takes the latents of these stages in. */
function kernelsOf(config: GeneratorConfig, weights: Weights, stages: readonly number[]): Matrix[] {
  const names = architectureOf(config).latentKernels(config);
  const kernels = stages.flatMap((stage) => names[stage] ?? []);
  if (kernels.length === 0) {
    throw new StudioError('MODEL_UNUSABLE', 'This generator takes its latent in by no dense layer.', {
      next: 'Find its directions by PCA, which only looks at faces.',
    });
  }
  return kernels.map((name) => {
    const kernel = weight(weights, name);
    const [rows, columns] = kernel.shape;
    return Matrix.from1DArray(rows, columns, Array.from(kernel.dataSync()));
  });
}

interface FaceSample {
  stages: readonly number[];
  count: number;
  samples: number;
  send: Send;
}

const batchSize = 16;
/** Of the faces that PCA looks at. */
const seed = 0;

/** PCA of faces whose latents differ in these stages, and are the mean ones in the others. */
function pcaOfFaces(
  config: GeneratorConfig,
  weights: Weights,
  { stages, count, samples, send }: FaceSample,
): FoundDirections {
  const { latentSize } = config;
  const space = latentSpaceOf(config);
  const latents: Features = {
    count: samples,
    size: latentSize,
    values: new Float32Array(samples * latentSize),
  };
  const features: Float32Array[] = [];
  for (let start = 0; start < samples; start += batchSize) {
    const n = Math.min(batchSize, samples - start);
    const drawn = seededLatents(seed, start, n, latentSize);
    const rows = new Float32Array(n * styledRowSize(config));
    for (let i = 0; i < n; i++) {
      const z = drawn.subarray(i * latentSize, (i + 1) * latentSize);
      const mapped = space.mapping === 'normalise' ? normalised(z) : z;
      latents.values.set(mapped, (start + i) * latentSize);
      for (const stage of stages) rows.set(mapped, (i * space.stages.length + stage) * latentSize);
    }
    features.push(looksOf(config, weights, rows, n));
    send({
      type: 'working',
      done: start + n,
      total: samples,
      unit: 'faces',
      note: 'Drawing faces to compare',
    });
  }
  send({ type: 'working', done: samples, total: samples, unit: 'faces', note: 'Looking for what differs' });
  const size = features[0].length / Math.min(batchSize, samples);
  const values = new Float32Array(samples * size);
  let offset = 0;
  for (const part of features) {
    values.set(part, offset);
    offset += part.length;
  }
  return pca({ count: samples, size, values }, latents, count);
}

/** Pictures are compared at this many pixels a side at most. */
const comparedSide = 32;

/** Pixels of faces at the side that they are compared at. */
const looksOf = (
  config: GeneratorConfig,
  weights: Weights,
  rows: Float32Array,
  count: number,
): Float32Array =>
  tf.tidy(() => {
    const drawn = drawStyledBatch(config, weights, tf.tensor2d(rows, [count, rows.length / count]));
    let pictures = tf.cast(drawn, 'float32') as Tensor4D;
    while (pictures.shape[1] > comparedSide && pictures.shape[1] % 2 === 0) pictures = halved(pictures);
    return pictures.dataSync<'float32'>().slice();
  });
