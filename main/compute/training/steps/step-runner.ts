import type { StepModeChoice } from '../../../contract/engines.ts';
import { StudioError } from '../../../contract/errors.ts';
import { preferredMode } from '../../../contract/runs/run-config.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import { cardError } from '../../../graphics-cards/card-errors.ts';
import type { PixelBatch } from '../../../protocol/pixels.ts';
import { drawLatents } from '../../drawing/draw.ts';
import { nativeBackend } from '../../engines/native-backend.ts';
import { tf } from '../../engines/tf.ts';
import { openedCard } from '../../engines/webgpu.ts';
import { UnrecordableStepError } from '../../step-compiler/attributes.ts';
import type { DataOrder, Pictures } from '../data/data.ts';
import { drawingWeights, type TrainingState } from '../state/training-state.ts';
import type { Share } from './add-up-parts.ts';
import type { StepRunner } from './runner.ts';
import { sharedStepFunctions } from './shared-step.ts';
import { eagerCalls, sumOfState, takeStep } from './training-step.ts';

/** Compiles the step where the engine can, which may take some seconds; falls back to eager steps and says why. */
export async function createStepRunner(
  state: TrainingState,
  choice: StepModeChoice,
  share?: Share,
): Promise<StepRunner> {
  const card = openedCard();
  if (card !== undefined && share !== undefined) throw cannotShare();
  // Each way of making steps is loaded by those who make them that way.
  if (card !== undefined) {
    const { GpuSteps } = await import('./gpu-steps.ts');
    return GpuSteps.compile(state, card);
  }
  const mode = preferredMode(choice, state.config);
  if (mode === 'eager') return eagerSteps(state, share);
  if (nativeBackend() === undefined) {
    return new EagerSteps(state, share, 'Only the TensorFlow engine can compile steps.');
  }
  const { CompiledSteps } = await import('./compiled-steps.ts');
  try {
    return await CompiledSteps.compile(state, mode, share);
  } catch (error) {
    if (error instanceof UnrecordableStepError) {
      return new EagerSteps(state, share, `The step cannot be compiled: ${error.message}.`);
    }
    const text = error instanceof Error ? error.message : String(error);
    // Steps made one by one would fail on the card, or for want of memory, as well.
    const ofCard = cardError(text, { cause: error });
    if (ofCard !== undefined) throw ofCard;
    // TensorFlow refused the graph; its message names the operation.
    const [detail] = text.split('\n');
    return new EagerSteps(state, share, `TensorFlow could not compile the step: ${detail}`);
  }
}

const cannotShare = () =>
  new StudioError('ENGINE_UNAVAILABLE', 'Several processes cannot share a training over WebGPU.', {
    next: 'Train with another engine, or in one process.',
  });

/** Steps made one operation at a time: ready at once, on every engine. */
export const eagerSteps = (state: TrainingState, share?: Share): StepRunner => new EagerSteps(state, share);

class EagerSteps implements StepRunner {
  readonly mode = 'eager';
  readonly isOnBackend = true;
  readonly reason?: string;
  readonly nodeCount = 0;
  readonly begun = 0;
  readonly #state: TrainingState;
  readonly #share: Share | undefined;

  constructor(state: TrainingState, share: Share | undefined, reason?: string) {
    this.#state = state;
    this.#share = share;
    if (reason !== undefined) this.reason = reason;
  }

  step(source: Pictures, order: DataOrder): Promise<StepRow> {
    const shared = this.#share && {
      share: this.#share,
      functions: sharedStepFunctions(this.#state, this.#share.parts),
    };
    return takeStep(this.#state, source, order, eagerCalls(this.#state), shared);
  }

  async draw(latents: Float32Array): Promise<PixelBatch> {
    return drawLatents(this.#state.config, drawingWeights(this.#state), latents);
  }

  async isFinite(): Promise<boolean> {
    return tf.tidy(() => Number.isFinite(sumOfState(this.#state).dataSync()[0]));
  }

  async sync(): Promise<void> {
    // Eager steps work on the variables themselves.
  }

  load(): void {
    // Nothing to bring up to date.
  }

  dispose(): void {
    // Nothing of its own.
  }
}
