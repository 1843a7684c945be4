import { latentSpaceOf } from '../../../contract/latents/space.ts';
import type { ProjectTask } from '../../../protocol/latents.ts';
import type { FromCompute } from '../../../protocol/messages.ts';
import type { PixelBatch } from '../../../protocol/pixels.ts';
import { seededLatents } from '../../../protocol/seeded-latents.ts';
import { drawStyledBatch, loadWeights } from '../../drawing/draw.ts';
import { toTensor } from '../../engines/pixels.ts';
import { type Tensor2D, tf } from '../../engines/tf.ts';
import { residualOf } from './residual.ts';
import { Search } from './search.ts';

type Send = (message: FromCompute) => void;

/**
 * Looks for the latents whose face is nearest to a picture: gradient descent from several faces, of which the best is
 * refined with a latent for every stage.
 */
export async function project(
  { config, generatorFile, target }: ProjectTask,
  send: Send,
  { starts, tryingSteps, refiningSteps } = usualEffort,
): Promise<Extract<FromCompute, { type: 'projected' }>> {
  const weights = loadWeights(config, generatorFile);
  const { stages, latentSize } = latentSpaceOf(config);
  const search = new Search(config, weights, toTensor(target));
  const total = tryingSteps + refiningSteps;
  const report = (note: string, begun: number) => (step: number) =>
    send({ type: 'working', done: begun + step, total, unit: 'steps', note });

  const first = tf.tensor2d(seededLatents(seed, 0, starts, latentSize), [starts, latentSize]);
  const tried = await search.descend(first, 1, tryingSteps, report(`Trying ${starts} faces`, 0));
  const best = tried.losses.indexOf(Math.min(...tried.losses));
  const chosen: Tensor2D = tf.tidy(() =>
    tf.tile(tf.slice(tried.latents as Tensor2D, [best, 0], [1, latentSize]), [1, stages.length]),
  );
  const refining = report('Refining the nearest', tryingSteps);
  const refined = await search.descend(chosen, stages.length, refiningSteps, refining);

  const rows = search.mapped(refined.latents, stages.length);
  const pixels: PixelBatch = {
    ...target,
    data: Uint8Array.from(tf.tidy(() => drawStyledBatch(config, weights, rows).dataSync())),
  };
  return {
    type: 'projected',
    row: Float32Array.from(rows.dataSync()),
    residual: residualOf(target, pixels),
    pixels,
  };
}

/** Faces that are begun from, steps that each of them gets, and steps that the best of them gets then. */
const usualEffort = { starts: 8, tryingSteps: 50, refiningSteps: 300 };
/** Of the faces that are begun from. */
const seed = 0;
