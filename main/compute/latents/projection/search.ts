import { type LatentSpace, latentSpaceOf } from '../../../contract/latents/space.ts';
import type { GeneratorConfig } from '../../../contract/models/generator-config.ts';
import { nativeBackend } from '../../engines/native-backend.ts';
import {
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tf,
  type Variable,
} from '../../engines/tf.ts';
import { architectureOf } from '../../networks/index.ts';
import { normalisedLatents } from '../../networks/layers.ts';
import type { Weights } from '../../networks/weights.ts';
import { compileProgram } from '../../step-compiler/program.ts';
import { Adam } from '../../training/optimiser/adam.ts';
import { distanceTo } from './distance.ts';

/** Gradient descent of latents towards a picture. */
export class Search {
  readonly #config: GeneratorConfig;
  readonly #weights: Weights;
  readonly #space: LatentSpace;
  readonly #target: Tensor4D;

  /** `target` is [1, S, S, C] of −1…1. */
  constructor(config: GeneratorConfig, weights: Weights, target: Tensor4D) {
    this.#config = config;
    this.#weights = weights;
    this.#space = latentSpaceOf(config);
    this.#target = target;
  }

  /** Rows of latents, with `parts` of them a row (1, or one for every stage), after some steps; each row on its own. */
  async descend(
    from: Tensor2D,
    parts: number,
    steps: number,
    onStep: (step: number) => void,
  ): Promise<{ latents: Variable; losses: number[] }> {
    const latents = tf.variable(from);
    const optimiser = new Adam(new Map([['latents', latents]]), adam);
    const stepper = await this.#stepper(latents, optimiser, parts);
    for (let step = 1; step <= steps; step++) {
      const fall = (1 + Math.cos((Math.PI * step) / steps)) / 2;
      stepper.step(optimiser.stepSize(step) * fall);
      onStep(step);
    }
    stepper.finish();
    const losses = tf.tidy(() => this.#losses(latents, parts, this.#target).dataSync());
    return { latents, losses: Array.from(losses) };
  }

  /** What the stages see: [n, stages × latentSize]. */
  mapped(latents: Tensor, parts: number): Tensor2D {
    return tf.tidy(() => tf.concat(this.#stylesOf(latents, parts), 1));
  }

  /** One step after the other, as a graph where the engine can. */
  async #stepper(
    latents: Variable,
    optimiser: Adam,
    parts: number,
  ): Promise<{ step(size: number): void; finish(): void }> {
    const step = (stepSize: Tensor, target: Tensor4D): Tensor => {
      const { value, grads } = tf.variableGrads(
        () => tf.sum(this.#losses(latents, parts, target)) as Scalar,
        [latents],
      );
      optimiser.apply(grads, stepSize);
      return value;
    };
    if (nativeBackend() === undefined) {
      return {
        step: (size) => void tf.tidy(() => void step(tf.scalar(size), this.#target)),
        finish: () => undefined,
      };
    }
    const state = new Map([...this.#weights, ['latents', latents], ...optimiser.slots()]);
    const inputs = { stepSize: tf.scalar(0), target: this.#target };
    const program = await compileProgram(state, {
      step: { inputs, run: ({ stepSize, target }) => step(stepSize, target as Tensor4D) },
    });
    return {
      step: (size) =>
        tf.tidy(() => void program.run('step', { stepSize: tf.scalar(size), target: this.#target })),
      finish() {
        program.readState();
        program.dispose();
      },
    };
  }

  #losses(latents: Tensor, parts: number, target: Tensor4D): Tensor {
    const styles = this.#stylesOf(latents, parts);
    const distance = distanceTo(target)(this.#draw(styles));
    return tf.add(distance, tf.mul(this.#unlikeliness(latents, styles), priorWeight));
  }

  /** A latent for every stage, mapped. */
  #stylesOf(latents: Tensor, parts: number): Tensor2D[] {
    const { latentSize, stages, mapping } = this.#space;
    return stages.map((_, stage) => {
      const start = (parts === 1 ? 0 : stage) * latentSize;
      const part = tf.slice(latents as Tensor2D, [0, start], [latents.shape[0], latentSize]);
      return mapping === 'normalise' ? normalisedLatents(part) : part;
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
    const spreads = styles.map((style) => tf.mean(tf.square(tf.sub(style, mean)), 1));
    return tf.div(tf.addN(spreads), styles.length);
  }
}

/** Step size in units of a latent's standard deviation; falls to 0 along half a cosine. */
const adam = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
/** How much it costs to be unlike the latents of faces, and for stages to differ from each other. */
const priorWeight = 0.02;
