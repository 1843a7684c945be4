import { isDeepStrictEqual } from 'node:util';
import { estimateMemory } from '../../compute/presets/memory.ts';
import { StudioError } from '../../contract/errors.ts';
import type { JobId } from '../../contract/ids.ts';
import type { Progress } from '../../contract/jobs.ts';
import type { Measurement, RunPlan, RunPreview } from '../../contract/plans.ts';
import type { EngineId, RunConfig, StepMode } from '../../contract/run-config.ts';
import type { StartRunInput } from '../../contract/runs.ts';
import type { ComputeLauncher } from '../compute-launcher.ts';
import type { Datasets } from '../datasets/datasets.ts';
import type { Engines } from '../engines/engine-status.ts';
import { chooseMode } from '../engines/step-mode.ts';
import type { JobContext, Jobs } from '../jobs/jobs.ts';
import type { SettingsStore } from '../settings.ts';
import { type FittedBatch, fitBatch, memoryShort } from './fit-batch.ts';
import type { MeasurementStore } from './measurement-store.ts';
import type { RunDraft } from './new-run.ts';
import { outlookOf } from './outlook.ts';
import type { RunQueue } from './run-queue.ts';
import { type StepTiming, timeSteps } from './time-steps.ts';

/** Steps of a plan; the first ones warm memory and caches up. */
const warmupSteps = 2;
const timedSteps = 20;
/** Slow steps are timed less often. */
const limitSeconds = 180;

/** Other programs, the studio and the window need some too. */
const usableShare = 0.9;
/** What one WebAssembly memory can hold in Node. */
const wasmBytes = 2e9;

export interface PlannerOptions {
  datasets: Datasets;
  engines: Engines;
  settings: SettingsStore;
  jobs: Jobs;
  queue: RunQueue;
  launch: ComputeLauncher;
  measurements: MeasurementStore;
  /** Bytes that a new process can have. */
  freeMemory: () => number;
}

/** Says what a run will come to before it starts, by making a few of its steps. */
export class Planner {
  readonly #options: PlannerOptions;

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /** The config with what was measured for it earlier. */
  async preview(input: StartRunInput, { config, dataset }: RunDraft): Promise<RunPreview> {
    const { engine, mode } = await this.#way(input, config);
    const measurement = this.#options.measurements.find({ config, engine, mode });
    if (measurement === undefined) return { config };
    const imageCount = dataset.imageCount - dataset.heldOutCount;
    return { config, measurement, outlook: outlookOf(config, measurement, imageCount) };
  }

  /** A config that is not likely to be killed for its memory, unless its batch was chosen by hand. */
  async fitted(input: StartRunInput, config: RunConfig): Promise<FittedBatch> {
    const { batchSize, microBatches } = input.hyperParameters ?? {};
    if (batchSize !== undefined || microBatches !== undefined) return { config, adjustments: [] };
    const { engine } = await this.#way(input, config);
    return fitBatch(config, (candidate) => estimateMemory(candidate, engine), this.#limit(engine));
  }

  /** Measures as a job, whose result is the plan. Throws MACHINE_BUSY where something else would be measured along. */
  start(input: StartRunInput, draft: RunDraft): JobId {
    const { jobs, queue } = this.#options;
    queue.assertIdle();
    const other = jobs.list().find(({ state, kind }) => state === 'running' && kind !== 'train');
    if (other !== undefined) throw busyWith(other.title);
    const title = `Plan ${input.preset} on ${draft.dataset.name}`;
    return jobs.start({ kind: 'plan', title }, (context) =>
      queue.whileIdle(async () => ({ kind: 'plan', plan: await this.#plan(input, draft, context) })),
    ).id;
  }

  async #plan(input: StartRunInput, { config, dataset }: RunDraft, context: JobContext): Promise<RunPlan> {
    const { datasets, measurements, freeMemory } = this.#options;
    const { engine } = await this.#way(input, config);
    const freeMemoryBytes = freeMemory();
    const limit = this.#limit(engine);
    const { resolution, channels } = config;
    const pixelsFile = await datasets.ensurePixels(
      dataset.id,
      { size: resolution, channels, setHash: datasets.provenance(dataset.id).setHash },
      context.signal,
      (done, total) =>
        context.report({ done, total, unit: 'pictures', note: `Preparing ${resolution}-pixel copies` }),
    );

    // How much more a process held than it was thought to.
    let surprise = 1;
    const estimate = (candidate: RunConfig) => surprise * estimateMemory(candidate, engine);
    let crash: StudioError | undefined;
    for (;;) {
      const { config: fitted, adjustments } = fitBatch(config, estimate, limit);
      const { mode } = await this.#way(input, fitted);
      const timing = await this.#time({ config: fitted, engine, mode, pixelsFile }, context).catch(
        (error: unknown) => {
          // A process that is killed may have run out of memory; one that is killed again has something else.
          if (!(error instanceof StudioError) || error.code !== 'COMPUTE_CRASHED' || crash) throw error;
          crash = error;
        },
      );
      if (timing && timing.memoryBytes <= limit) {
        const measurement = toMeasurement(timing);
        measurements.save({ config: fitted, engine, mode }, measurement);
        const imageCount = dataset.imageCount - dataset.heldOutCount;
        const outlook = outlookOf(fitted, measurement, imageCount);
        return { config: fitted, measurement, outlook, freeMemoryBytes, adjustments };
      }
      surprise *= (1.05 * (timing?.memoryBytes ?? limit)) / estimate(fitted);
      if (isDeepStrictEqual(fitBatch(config, estimate, limit).config, fitted))
        throw crash ?? memoryShort(config, limit);
    }
  }

  #time(
    steps: { config: RunConfig; engine: EngineId; mode: StepMode; pixelsFile: string },
    { signal, report }: JobContext,
  ): Promise<StepTiming> {
    const { launch, settings } = this.#options;
    const note = (text: string): Progress => ({ done: 0, total: timedSteps, unit: 'steps', note: text });
    const { threads } = settings.get();
    report(note('Starting the engine'));
    return timeSteps({
      launch,
      task: { ...steps, threads, profile: false, warmupSteps, steps: timedSteps, limitSeconds },
      signal,
      onProgress: (message) => {
        if (message.type === 'compiling') report(note('Compiling the training steps'));
        else if (message.type === 'timed')
          report({ done: message.done, total: message.total, unit: 'steps', note: 'Making steps' });
      },
    });
  }

  /** Engine and mode that a run with these choices would have. */
  async #way(input: StartRunInput, config: RunConfig): Promise<{ engine: EngineId; mode: StepMode }> {
    const { engines, settings } = this.#options;
    const { engine, stepMode } = settings.get();
    const chosen = input.engine === 'auto' ? engine : input.engine;
    return {
      engine: chosen === 'auto' ? await engines.default() : chosen,
      mode: chooseMode(input.mode === 'auto' ? stepMode : input.mode, config),
    };
  }

  #limit(engine: EngineId): number {
    const free = usableShare * this.#options.freeMemory();
    return engine === 'wasm' ? Math.min(free, wasmBytes) : free;
  }
}

const toMeasurement = (timing: StepTiming): Measurement => ({
  engine: timing.engine,
  mode: timing.mode,
  ...(timing.reason === undefined ? {} : { modeReason: timing.reason }),
  imagesPerSecond: timing.imagesPerSecond,
  compileSeconds: timing.compileSeconds,
  memoryBytes: timing.memoryBytes,
  measuredAt: new Date().toISOString(),
});

const busyWith = (title: string) =>
  new StudioError('MACHINE_BUSY', `"${title}" goes on, so that the speed would be measured wrong.`, {
    next: 'Wait until it has ended, or cancel it.',
  });
