import type { StepMode } from '../contract/run-config.ts';
import type { StepRow } from '../contract/runs.ts';
import type { DataOrder, PixelSource } from './data.ts';
import { drawBatch, drawBatchSize, drawInBatches } from './draw.ts';
import { type Tensor2D, tf, type Variable } from './engines/tf.ts';
import type { PixelBatch } from './protocol.ts';
import type { RecordedFunction } from './step-compiler/functions.ts';
import { compileProgram, type Program } from './step-compiler/program.ts';
import {
  exampleInputs,
  type JudgeInputs,
  namedInputs,
  phaseName,
  phasesOf,
  type StepInputs,
} from './step-inputs.ts';
import type { StepRunner } from './step-runner.ts';
import { drawingWeights, type TrainingState } from './training-state.ts';
import { applyStep, judge, takeStep } from './training-step.ts';

const draw = 'draw';
const look = 'judge';

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
    const examples = exampleInputs(config);
    const drawExamples = { latents: tf.zeros([drawBatchSize, config.latentSize]) };
    const functions: Record<string, RecordedFunction> = {
      [draw]: {
        inputs: drawExamples,
        run: ({ latents }) => drawBatch(config, drawingWeights(state), latents as Tensor2D),
      },
    };
    functions[look] = {
      inputs: namedInputs(examples.judge),
      run: (inputs) => judge(state, inputs as unknown as JudgeInputs),
    };
    const phases = phasesOf(config);
    for (const phase of phases) {
      functions[phaseName(phase)] = {
        inputs: namedInputs(examples.step),
        run: (inputs) => applyStep(state, phase, inputs as unknown as StepInputs),
      };
    }
    const program = await compileProgram(stateVariables(state), functions, {
      isExact: config.deterministic,
    });
    for (const phase of phases) program.run(phaseName(phase), namedInputs(examples.step)).dispose();
    program.run(look, namedInputs(examples.judge)).dispose();
    program.writeState();
    tf.dispose([namedInputs(examples.step), namedInputs(examples.judge), drawExamples]);
    return new CompiledSteps(state, program, mode);
  }

  get nodeCount(): number {
    return this.#program.nodeCount(phaseName(phasesOf(this.#state.config)[0]));
  }

  step(source: PixelSource, order: DataOrder): StepRow {
    return takeStep(this.#state, source, order, {
      step: (phase, inputs) => this.#program.run(phaseName(phase), namedInputs(inputs)),
      judge: (inputs) => this.#program.run(look, namedInputs(inputs)),
    });
  }

  draw(latents: Float32Array): PixelBatch {
    return drawInBatches(this.#state.config, latents, (z) => this.#program.run(draw, { latents: z }));
  }

  sync(): void {
    this.#program.readState();
  }

  load(): void {
    this.#program.writeState();
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
