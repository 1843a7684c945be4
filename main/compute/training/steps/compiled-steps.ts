import type { StepMode } from '../../../contract/engines.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import type { PixelBatch } from '../../../protocol/pixels.ts';
import { drawBatch, drawBatchSize, drawInBatches } from '../../drawing/draw.ts';
import { type Tensor2D, tf } from '../../engines/tf.ts';
import { stepPrecision } from '../../operations/precision.ts';
import type { RecordedFunction } from '../../step-compiler/functions.ts';
import { compileProgram, type Program } from '../../step-compiler/program.ts';
import type { DataOrder, Pictures } from '../data/data.ts';
import { drawingWeights, stateVariables, type TrainingState } from '../state/training-state.ts';
import type { Share } from './add-up-parts.ts';
import { functionNames, recordedCalls, recordedSteps, sharedFunctions } from './recorded-steps.ts';
import type { StepRunner } from './runner.ts';
import { sumOfState, takeStep } from './training-step.ts';

/** Steps as TensorFlow graphs, whole ones or their parts, that share the weights and slots. */
export class CompiledSteps implements StepRunner {
  readonly mode: StepMode;
  readonly isOnBackend = true;
  readonly begun = 0;
  readonly #state: TrainingState;
  readonly #program: Program;
  readonly #share: Share | undefined;

  private constructor(state: TrainingState, program: Program, mode: StepMode, share?: Share) {
    this.#state = state;
    this.#share = share;
    this.#program = program;
    this.mode = mode;
  }

  /** Records each function of a step, runs each once so that it is compiled, and starts from the state as it is. */
  static async compile(state: TrainingState, mode: StepMode, share?: Share): Promise<CompiledSteps> {
    const { config } = state;
    const steps = recordedSteps(state, share);
    const latents = tf.zeros([drawBatchSize(config), config.latentSize]);
    const functions: Record<string, RecordedFunction> = {
      ...withProducts(steps, stepPrecision() === 'bfloat16'),
      [draw]: {
        inputs: { latents },
        run: (z) => drawBatch(config, drawingWeights(state), z['latents'] as Tensor2D),
      },
      [sum]: { inputs: {}, run: () => sumOfState(state) },
    };
    const program = await compileProgram(stateVariables(state), functions, {
      isExact: config.deterministic,
    });
    for (const [name, { inputs }] of Object.entries(steps)) program.run(name, inputs).dispose();
    program.writeState();
    tf.dispose([...Object.values(steps).map(({ inputs }) => ({ ...inputs })), latents]);
    return new CompiledSteps(state, program, mode, share);
  }

  get nodeCount(): number {
    const names = functionNames(this.#state.config, this.#share);
    return names.reduce((total, name) => total + this.#program.nodeCount(name), 0);
  }

  step(source: Pictures, order: DataOrder): Promise<StepRow> {
    const calls = recordedCalls(async (name, inputs) =>
      tf.tidy(() => this.#program.run(name, inputs).dataSync<'float32'>()),
    );
    const shared = this.#share && { share: this.#share, functions: sharedFunctions(this.#program) };
    return takeStep(this.#state, source, order, calls, shared);
  }

  async draw(latents: Float32Array): Promise<PixelBatch> {
    return drawInBatches(this.#state.config, latents, (z) => this.#program.run(draw, { latents: z }));
  }

  async isFinite(): Promise<boolean> {
    return tf.tidy(() => Number.isFinite(this.#program.run(sum, {}).dataSync()[0]));
  }

  async sync(): Promise<void> {
    this.#program.readState();
  }

  load(): void {
    this.#program.writeState();
  }

  dispose(): void {
    this.#program.dispose();
  }
}

const draw = 'draw';
const sum = 'sum';

/** Drawn pictures and sums stay float32 whatever the steps are. */
const withProducts = (steps: Readonly<Record<string, RecordedFunction>>, isHalf: boolean) =>
  Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, { ...step, isHalf }]));
