import type { GeneratorConfig } from '../../contract/generator-config.ts';
import { type LatentSpace, latentSpaceOf } from '../../contract/latents/space.ts';
import { Adam } from '../adam.ts';
import { drawStyledBatch, loadWeights } from '../draw.ts';
import { type Scalar, type Tensor, type Tensor2D, type Tensor4D, tf, type Variable } from '../engines/tf.ts';
import { seededLatents } from '../latents.ts';
import { architectureOf } from '../networks/index.ts';
import { normalised } from '../networks/layers.ts';
import type { Weights } from '../networks/weights.ts';
import type { FromCompute, PixelBatch, ProjectTask } from '../protocol.ts';
import { distanceTo } from './distance.ts';
import { residualOf } from './residual.ts';

/** Faces that are begun from, steps that each of them gets, and steps that the best of them gets then. */
const usualEffort = { starts: 8, tryingSteps: 50, refiningSteps: 300 };
/** Step size in units of a latent's standard deviation; falls to 0 along half a cosine in each phase. */
const learningRate = 0.1;
const adam = { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
/** How much it costs to be unlike the latents of faces, and for stages to differ from each other. */
const priorWeight = 0.02;
const seed = 0;

type Send = (message: FromCompute) => void;

/** Looks for the latents whose face is nearest to a picture: gradient descent from several faces, the best refined with a latent for every stage. */
export function project(
  { config, generatorFile, target }: ProjectTask,
  send: Send,
  { starts, tryingSteps, refiningSteps } = usualEffort,
): Extract<FromCompute, { type: 'projected' }> {
  const weights = loadWeights(config, generatorFile);
  const space = latentSpaceOf(config);
  const { latentSize } = config;
  const distance = distanceTo(toPictures(target));
  const search = new Search(config, weights, space, distance);
  const report = (note: string, begun: number) => (step: number) =>
    send({
      type: 'working',
      done: begun + step,
      total: tryingSteps + refiningSteps,
      unit: 'steps',
      note,
    });

  const first = tf.tensor2d(seededLatents(seed, 0, starts, latentSize), [starts, latentSize]);
  const tried = search.descend(first, 1, tryingSteps, report(`Trying ${starts} faces`, 0));
  const best = tried.losses.indexOf(Math.min(...tried.losses));
  const chosen = tf.tidy(() =>
    tf.tile(tf.slice(tried.latents, [best, 0], [1, latentSize]), [1, space.stages.length]),
  );
  const refined = search.descend(
    chosen as Tensor2D,
    space.stages.length,
    refiningSteps,
    report('Refining the nearest', tryingSteps),
  );
  const rows = search.mapped(refined.latents, space.stages.length);
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

/** [n, S, S, C] of −1…1. */
const toPictures = ({ count, size, channels, data }: PixelBatch): Tensor4D =>
  tf.tidy(() =>
    tf.sub(tf.div(tf.tensor4d(Float32Array.from(data), [count, size, size, channels]), 127.5), 1),
  );

class Search {
  readonly #config: GeneratorConfig;
  readonly #weights: Weights;
  readonly #space: LatentSpace;
  readonly #distance: (pictures: Tensor4D) => Tensor;

  constructor(
    config: GeneratorConfig,
    weights: Weights,
    space: LatentSpace,
    distance: (pictures: Tensor4D) => Tensor,
  ) {
    this.#config = config;
    this.#weights = weights;
    this.#space = space;
    this.#distance = distance;
  }

  /** Rows of latents, as many a row as `parts` says, after some steps; each row on its own. */
  descend(
    from: Tensor2D,
    parts: number,
    steps: number,
    onStep: (step: number) => void,
  ): { latents: Variable; losses: number[] } {
    const latents = tf.variable(from);
    const optimiser = new Adam(new Map([['latents', latents]]), adam);
    for (let step = 1; step <= steps; step++) {
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => tf.sum(this.#losses(latents, parts)) as Scalar, [latents]);
        const fall = (1 + Math.cos((Math.PI * step) / steps)) / 2;
        optimiser.apply(grads, tf.scalar(optimiser.stepSize(step) * fall));
      });
      onStep(step);
    }
    return { latents, losses: Array.from(tf.tidy(() => this.#losses(latents, parts).dataSync())) };
  }

  /** What the stages see: [n, stages × latentSize]. */
  mapped(latents: Tensor, parts: number): Tensor2D {
    return tf.tidy(() => tf.concat(this.#stylesOf(latents, parts), 1));
  }

  #losses(latents: Tensor, parts: number): Tensor {
    const styles = this.#stylesOf(latents, parts);
    const pictures = this.#draw(styles);
    return tf.add(this.#distance(pictures), tf.mul(this.#unlikeliness(latents, styles), priorWeight));
  }

  /** A latent for every stage, mapped. */
  #stylesOf(latents: Tensor, parts: number): Tensor2D[] {
    const { latentSize, stages, mapping } = this.#space;
    return stages.map((_, stage) => {
      const part = tf.slice(
        latents,
        [0, (parts === 1 ? 0 : stage) * latentSize],
        [latents.shape[0], latentSize],
      );
      return mapping === 'normalise' ? normalised(part as Tensor2D) : (part as Tensor2D);
    });
  }

  #draw(styles: Tensor2D[]): Tensor4D {
    const { generate, generateStyled } = architectureOf(this.#config);
    return generateStyled === undefined
      ? generate(this.#config, this.#weights, styles[0])
      : generateStyled(this.#config, this.#weights, styles);
  }

  /** Mean square of how far stages are from their mean; of a single free latent, how far its length is from that of faces. */
  #unlikeliness(latents: Tensor, styles: Tensor2D[]): Tensor {
    if (this.#space.mapping === 'none') {
      return tf.square(tf.sub(tf.mean(tf.square(latents), 1), 1));
    }
    const mean = tf.div(tf.addN(styles), styles.length);
    return tf.div(tf.addN(styles.map((style) => tf.mean(tf.square(tf.sub(style, mean)), 1))), styles.length);
  }
}
