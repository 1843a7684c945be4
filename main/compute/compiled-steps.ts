import type { StepMode } from '../contract/run-config.ts';
import type { StepRow } from '../contract/runs.ts';
import type { DataOrder, PixelSource } from './data.ts';
import { drawBatch, drawBatchSize, drawInBatches } from './draw.ts';
import { type Tensor2D, tf, type Variable } from './engines/tf.ts';
import type { PixelBatch } from './protocol.ts';
import type { RecordedFunction } from './step-compiler/functions.ts';
import { compileProgram, type Program } from './step-compiler/program.ts';
import type { StepRunner } from './step-runner.ts';
import {
  applyStep,
  countStep,
  drawingWeights,
  phaseOf,
  phasesOf,
  type StepInputs,
  type StepPhase,
  stepInputs,
  type TrainingState,
} from './training-step.ts';

const draw = 'draw';
const nameOf = ({ penalty }: StepPhase): string => (penalty ? 'step-with-penalty' : 'step');

/** Whole steps as TensorFlow graphs, one for each phase, that share the weights and slots. */
export class CompiledSteps implements StepRunner {
  readonly mode: StepMode;
  readonly #state: TrainingState;
  readonly #program: Program;

  private constructor(state: TrainingState, program: Program, mode: StepMode) {
    this.#state = state;
    this.#program = program;
    this.mode = mode;
  }

  /** Records each phase, runs each once so that it is compiled, and starts from the state as it is. */
  static async compile(state: TrainingState, mode: StepMode): Promise<CompiledSteps> {
    const { config } = state;
    const shape: [number, number, number, number] = [
      config.batchSize,
      config.resolution,
      config.resolution,
      config.channels,
    ];
    const examples: StepInputs = {
      real: tf.zeros(shape),
      latents: tf.zeros([config.batchSize, config.latentSize]),
      generatorStepSize: tf.scalar(0),
      discriminatorStepSize: tf.scalar(0),
      averageDecay: tf.scalar(0),
    };
    const drawExamples = { latents: tf.zeros([drawBatchSize, config.latentSize]) };
    const functions: Record<string, RecordedFunction> = {
      [draw]: {
        inputs: drawExamples,
        run: ({ latents }) => drawBatch(config, drawingWeights(state), latents as Tensor2D),
      },
    };
    const phases = phasesOf(config);
    for (const phase of phases) {
      functions[nameOf(phase)] = {
        inputs: { ...examples },
        run: (inputs) => applyStep(state, phase, inputs as unknown as StepInputs),
      };
    }
    const program = await compileProgram(stateVariables(state), functions, {
      isExact: config.deterministic,
    });
    for (const phase of phases) program.run(nameOf(phase), { ...examples }).dispose();
    program.writeState();
    tf.dispose([{ ...examples }, drawExamples]);
    return new CompiledSteps(state, program, mode);
  }

  get nodeCount(): number {
    return this.#program.nodeCount(nameOf(phasesOf(this.#state.config)[0]));
  }

  step(source: PixelSource, order: DataOrder): StepRow {
    const scalars = tf.tidy(() => {
      const inputs = stepInputs(this.#state, source, order);
      return this.#program.run(nameOf(phaseOf(this.#state)), { ...inputs }).dataSync<'float32'>();
    });
    return countStep(this.#state, scalars);
  }

  draw(latents: Float32Array): PixelBatch {
    return drawInBatches(this.#state.config, latents, (z) => this.#program.run(draw, { latents: z }));
  }

  sync(): void {
    this.#program.readState();
  }

  dispose(): void {
    this.#program.dispose();
  }
}

/** Everything that a step changes, under names that differ. */
export function stateVariables(state: TrainingState): Map<string, Variable> {
  const named = (prefix: string, variables: ReadonlyMap<string, Variable> | undefined) =>
    [...(variables ?? [])].map(([name, variable]) => [prefix + name, variable] as const);
  return new Map([
    ...named('g.', state.generator),
    ...named('d.', state.discriminator),
    ...named('g.', state.generatorAdam.slots()),
    ...named('d.', state.discriminatorAdam.slots()),
    ...named('average.', state.average),
  ]);
}
