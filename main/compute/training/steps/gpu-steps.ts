import { StudioError } from '../../../contract/errors.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import type { Card, CardTrouble, StartedProgram } from '../../../gpu/card.ts';
import { GpuFailure } from '../../../gpu/gpu-failure.ts';
import type { GpuFunction, GpuProgram } from '../../../gpu/gpu-program.ts';
import { cardBytes, tooLarge } from '../../../gpu/program-memory.ts';
import type { PixelBatch } from '../../../protocol/pixels.ts';
import { drawBatch, drawBatchSize } from '../../drawing/draw.ts';
import { type Tensor, type Tensor2D, tf } from '../../engines/tf.ts';
import { chosenForms } from '../../engines/webgpu.ts';
import { UnrecordableStepError } from '../../step-compiler/attributes.ts';
import type { RecordedFunction } from '../../step-compiler/functions.ts';
import { recordProgram } from '../../step-compiler/gpu/record-program.ts';
import type { RecordedFor } from '../../step-compiler/gpu/recording-backend.ts';
import type { DataOrder, Pictures } from '../data/data.ts';
import {
  createTrainingState,
  disposeTrainingState,
  drawingWeights,
  stateVariables,
  type TrainingState,
} from '../state/training-state.ts';
import { callsOfStep, recordedCalls, recordedSteps } from './recorded-steps.ts';
import type { StepRunner } from './runner.ts';
import { type BegunStep, beginStep, countStep, steersNext, sumOfState } from './training-step.ts';

/** Steps as lists of dispatches on a graphics card, where the weights and slots are meanwhile. */
export class GpuSteps implements StepRunner {
  readonly mode = 'graph';
  readonly isOnBackend = false;
  readonly nodeCount: number;
  readonly cardBytes: number;
  readonly cardOperations: number;
  readonly #state: TrainingState;
  readonly #program: StartedProgram;
  /** In their order; those behind the first are made while its numbers are on their way. */
  #begun: BegunStep[] = [];

  private constructor(state: TrainingState, started: StartedProgram, program: GpuProgram) {
    this.#state = state;
    this.#program = started;
    this.nodeCount = ofStep(program, state.config, ({ dispatches }) => dispatches.length);
    this.cardBytes = cardBytes(program);
    this.cardOperations = ofStep(program, state.config, operationsOf);
  }

  /** Records the steps of the run's config, compiles them for the card, and starts from the state as it is. */
  static async compile(state: TrainingState, card: Card): Promise<GpuSteps> {
    const { config } = state;
    try {
      const program = await recordGpuSteps(config, {
        limits: card.limits,
        ...card.adapter,
        forms: chosenForms(),
      });
      const large = tooLarge(program, card.limits);
      if (large !== undefined) throw pieceTooLarge(large);
      const started = await card.start(program);
      try {
        const steps = new GpuSteps(state, started, program);
        steps.load();
        return steps;
      } catch (cause) {
        started.dispose();
        throw cause;
      }
    } catch (cause) {
      if (cause instanceof UnrecordableStepError) throw impossible(cause);
      return explain(cause);
    }
  }

  get begun(): number {
    return this.#begun.length;
  }

  async step(source: Pictures, order: DataOrder, sure = 0): Promise<StepRow> {
    const most = 1 + Math.min(sure, mostAhead);
    while (this.#begun.length < most && !this.#isSteered(source)) this.#begin(source, order);
    const [next, ...later] = this.#begun;
    const row = await countStep(this.#state, next);
    this.#begun = later;
    return row;
  }

  /** Whether the next step needs numbers that are not there yet. */
  #isSteered(source: Pictures): boolean {
    const { config, step } = this.#state;
    return this.begun > 0 && steersNext(config, source, step + this.begun);
  }

  #begin(source: Pictures, order: DataOrder): void {
    const calls = recordedCalls((name, inputs) => this.#run(name, numbersOf(inputs)));
    const step = beginStep(this.#state, source, order, calls, { ahead: this.begun });
    // Nobody waits for it yet; who does is told.
    step.numbers.catch(() => undefined);
    this.#begun.push(step);
  }

  async draw(latents: Float32Array): Promise<PixelBatch> {
    const { config } = this.#state;
    const { resolution, channels, latentSize } = config;
    const count = latents.length / latentSize;
    const size = drawBatchSize(config);
    const data = new Uint8Array(count * resolution ** 2 * channels);
    for (let start = 0; start < count; start += size) {
      const rows = new Float32Array(size * latentSize);
      rows.set(latents.subarray(start * latentSize, (start + size) * latentSize));
      const drawn = await this.#run(draw, { latents: rows });
      const pixels = (Math.min(count, start + size) - start) * resolution ** 2 * channels;
      data.set(drawn.subarray(0, pixels), start * resolution ** 2 * channels);
    }
    return { count, size: resolution, channels, data };
  }

  async isFinite(): Promise<boolean> {
    const [total] = await this.#run(sum, {});
    return Number.isFinite(total);
  }

  async sync(): Promise<void> {
    if (this.begun > 0) throw new Error('steps are under way that were not asked for yet');
    const values = await this.#program.readState().catch(explain);
    for (const [name, variable] of stateVariables(this.#state)) {
      const value = values.get(name);
      if (value === undefined) throw new Error(`the program has no state "${name}"`);
      tf.tidy(() => variable.assign(tf.tensor(value, variable.shape)));
    }
  }

  load(): void {
    // Whatever they made is overwritten.
    this.#begun = [];
    const variables = [...stateVariables(this.#state)];
    try {
      this.#program.writeState(
        new Map(variables.map(([name, variable]) => [name, variable.dataSync<'float32'>()])),
      );
    } catch (cause) {
      explain(cause);
    }
  }

  dispose(): void {
    this.#program.dispose();
  }

  #run(name: string, inputs: Readonly<Record<string, Float32Array>>): Promise<Float32Array> {
    return this.#program.run(name, inputs).catch(explain);
  }
}

/**
 * Steps that are begun before the numbers of the one before are there: the card has something to do while those are read and the
 * next step is encoded. More would only make a pause wait longer.
 */
const mostAhead = 1;

/** All that a run asks of a card, as a program for cards with these limits. */
export const recordGpuSteps = (config: RunConfig, target: RecordedFor): Promise<GpuProgram> =>
  recordProgram(target, () => stepsOf(config));

/** Throws what a person can act on where the card is to blame, and anything else as it is. */
function explain(cause: unknown): never {
  throw cause instanceof GpuFailure ? byTrouble[cause.trouble](cause) : cause;
}

/** A run whose card is gone goes on from its last checkpoint. */
const lost = (cause: GpuFailure) =>
  new StudioError(
    'CARD_LOST',
    'The graphics card stopped answering while it computed.',
    { next: 'Resume the run: it goes on from its last checkpoint.', subject: cause.message },
    { cause },
  );

const memoryShort = (cause: GpuFailure) =>
  new StudioError(
    'MEMORY_SHORT',
    'The memory of the graphics card does not suffice for a step.',
    { next: smallerSteps, subject: cause.message },
    { cause },
  );

const impossible = (cause: Error) =>
  new StudioError(
    'ENGINE_UNAVAILABLE',
    'The graphics card cannot make the steps of this run.',
    {
      next: 'Train with another engine, or with a smaller batch, smaller pictures or narrower layers.',
      subject: cause.message,
    },
    { cause },
  );

const byTrouble: Record<CardTrouble, (cause: GpuFailure) => StudioError> = {
  lost,
  memory: memoryShort,
  refused: impossible,
};

const pieceTooLarge = ({ bytes, limit }: { bytes: number; limit: number }) =>
  new StudioError(
    'MEMORY_SHORT',
    `A step needs ${megabytes(bytes)} in one piece on the graphics card, which gives at most ${megabytes(limit)}.`,
    { next: smallerSteps },
  );

const smallerSteps = 'Start a run with a smaller batch, or with micro-batches, which share a step out.';

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

const draw = 'draw';
const sum = 'sum';

/** The functions of a run over a state of their own: what they are recorded with has no numbers. */
function stepsOf(config: RunConfig) {
  const state = createTrainingState(config);
  const latents = tf.zeros([drawBatchSize(config), config.latentSize]);
  const functions: Record<string, RecordedFunction> = {
    ...recordedSteps(state),
    [draw]: {
      inputs: { latents },
      // Programs give floats; a cast alone would leave the integers in the buffer.
      run: (z) => tf.mul(drawBatch(config, drawingWeights(state), z['latents'] as Tensor2D), tf.scalar(1)),
    },
    [sum]: { inputs: {}, run: () => sumOfState(state) },
  };
  return {
    state: stateVariables(state),
    functions,
    dispose: () => {
      disposeTrainingState(state);
      tf.dispose(Object.values(functions).map(({ inputs }) => ({ ...inputs })));
    },
  };
}

const numbersOf = (inputs: Readonly<Record<string, Tensor>>): Record<string, Float32Array> =>
  Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, tensor.dataSync<'float32'>()]));

/** Adds up what the functions of one step have. */
const ofStep = (
  { functions }: GpuProgram,
  config: RunConfig,
  count: (called: GpuFunction) => number,
): number =>
  [...callsOfStep(config)].reduce((total, [name, times]) => total + times * count(functions[name]), 0);

const operationsOf = ({ dispatches }: GpuFunction): number =>
  dispatches.reduce((sum, { operations }) => sum + operations, 0);
