import { isDeepStrictEqual } from 'node:util';
import type { EngineChoice, EngineId } from '../../../contract/engines.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { JobId } from '../../../contract/ids.ts';
import type { Measurement, RunPlan, RunPreview } from '../../../contract/runs/plans.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { PresetSummary, StartRunInput } from '../../../contract/runs/runs.ts';
import type { Progress } from '../../../contract/system/jobs.ts';
import { estimateMemory } from '../../../presets/memory.ts';
import type { ComputeProcesses } from '../../compute-process/compute-processes.ts';
import type { Engines } from '../../compute-process/engine-status.ts';
import { chooseMode } from '../../compute-process/step-mode.ts';
import type { Datasets } from '../../datasets/datasets.ts';
import type { JobContext, Jobs } from '../../jobs/jobs.ts';
import { worksHere } from '../../jobs/works-here.ts';
import type { SettingsStore } from '../../library/settings.ts';
import type { RunDraft } from '../new/new-run.ts';
import { type MeasuredSteps, type MeasurementStore, workOf } from '../store/measurement-store.ts';
import type { RunQueue } from '../training/run-queue.ts';
import { type FittedBatch, fitBatch, memoryShort } from './fit-batch.ts';
import { offeredPresets } from './offered-presets.ts';
import { outlookOf } from './outlook.ts';
import { type StepTiming, timeSteps } from './time-steps.ts';

export interface PlannerOptions {
  datasets: Datasets;
  engines: Engines;
  settings: SettingsStore;
  jobs: Jobs;
  queue: RunQueue;
  /** What a run that is to be started would be made of. */
  draft(input: StartRunInput): Promise<RunDraft>;
  compute: ComputeProcesses;
  measurements: MeasurementStore;
  /** Bytes that a new process can have. */
  freeMemory: () => number;
}

/** Says what a run will come to before it starts, by making a few of its steps. */
export class Planner {
  readonly #options: PlannerOptions;
  /** What the last plan came to, by the steps that it was asked for. */
  #planned: { work: string; fitted: FittedBatch; memoryBytes: number } | undefined;

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /** Every preset, with the speed that was measured for it on this machine. */
  presets(): Promise<PresetSummary[]> {
    return offeredPresets(this.#options);
  }

  /** The config that a run would be frozen with, and what was measured for it earlier. */
  async preview(input: StartRunInput): Promise<RunPreview> {
    const draft = await this.#options.draft(input);
    const { config, adjustments } = await this.fitted(input, draft.config);
    const { measurements, freeMemory } = this.#options;
    const measurement = measurements.find(await this.#steps(input, config));
    const preview = { config, adjustments, freeMemoryBytes: freeMemory() };
    if (measurement === undefined) return preview;
    const imageCount = draft.dataset.imageCount - draft.dataset.heldOutCount;
    return { ...preview, measurement, outlook: outlookOf(config, measurement, imageCount) };
  }

  /**
   * A config that is not likely to be killed for its memory: as the last plan found, while that fits, or by an estimate,
   * which leaves a batch alone that was chosen by hand. The memory of another place is not known.
   */
  async fitted(input: StartRunInput, config: RunConfig): Promise<FittedBatch> {
    if (input.place !== undefined) return { config, adjustments: [] };
    const steps = await this.#steps(input, config);
    const limit = this.#limit(steps.engine);
    if (this.#planned?.work === workOf(steps) && this.#planned.memoryBytes <= limit) {
      const { adjustments, config: found } = this.#planned.fitted;
      const { batchSize, microBatches } = found;
      return { config: { ...config, batchSize, microBatches }, adjustments };
    }
    const { batchSize, microBatches } = input.hyperParameters ?? {};
    if (batchSize !== undefined || microBatches !== undefined) return { config, adjustments: [] };
    return fitBatch(config, (candidate) => estimateMemory(candidate, steps.engine), limit);
  }

  /** Measures as a job, whose result is the plan. Throws MACHINE_BUSY where something else would be measured along. */
  async start(input: StartRunInput): Promise<JobId> {
    const { jobs, queue } = this.#options;
    const draft = await this.#options.draft(input);
    queue.assertIdle();
    const other = jobs.list().find(worksHere);
    if (other !== undefined) throw busyWith(other.title);
    const title = `Plan ${input.preset} on ${draft.dataset.name}`;
    return jobs.start({ kind: 'plan', title }, (context) =>
      queue.whileIdle(async () => ({ kind: 'plan', plan: await this.#plan(input, draft, context) })),
    ).id;
  }

  async #plan(input: StartRunInput, { config, dataset }: RunDraft, context: JobContext): Promise<RunPlan> {
    const { datasets, measurements, freeMemory } = this.#options;
    const asked = await this.#steps(input, config);
    const { engine } = asked;
    const freeMemoryBytes = freeMemory();
    const limit = this.#limit(engine);
    const { resolution, channels } = config;
    using pixels = await datasets.holdPixels(
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
      const steps = await this.#steps(input, fitted);
      const timing = await this.#time(
        { ...steps, engine: this.#choice(input), pixelsFile: pixels.file },
        context,
      ).catch((error: unknown) => {
        if (!(error instanceof StudioError)) throw error;
        // A process that is killed may have run out of memory; one that is killed again has something else.
        const isMemory = error.code === 'MEMORY_SHORT' || (error.code === 'COMPUTE_CRASHED' && !crash);
        if (!isMemory) throw error;
        crash = error;
      });
      if (timing && timing.memoryBytes <= limit) {
        const measurement = toMeasurement(timing);
        measurements.save(steps, measurement);
        this.#planned = {
          work: workOf(asked),
          fitted: { config: fitted, adjustments },
          memoryBytes: timing.memoryBytes,
        };
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
    steps: Omit<MeasuredSteps, 'engine'> & { engine: EngineChoice; pixelsFile: string },
    { signal, report }: JobContext,
  ): Promise<StepTiming> {
    const { compute, settings } = this.#options;
    const note = (text: string): Progress => ({ done: 0, total: timedSteps, unit: 'steps', note: text });
    const { threads } = settings.get();
    report(note('Starting the engine'));
    return timeSteps({
      compute,
      task: { ...steps, threads, profile: false, warmupSteps, steps: timedSteps, limitSeconds },
      signal,
      onProgress: (message) => {
        if (message.type === 'compiling') report(note('Compiling the training steps'));
        else if (message.type === 'timed')
          report({ done: message.done, total: message.total, unit: 'steps', note: 'Making steps' });
      },
    });
  }

  /** The steps of a config, with the engine and the mode that a run with these choices would have. */
  async #steps(input: StartRunInput, config: RunConfig): Promise<MeasuredSteps> {
    const { engines, settings } = this.#options;
    const { stepMode } = settings.get();
    const chosen = this.#choice(input);
    return {
      config,
      engine: chosen === 'auto' ? await engines.forTraining() : chosen,
      mode: chooseMode(input.mode === 'auto' ? stepMode : input.mode, config),
    };
  }

  #choice = (input: StartRunInput): EngineChoice =>
    input.engine === 'auto' ? this.#options.settings.get().engine : input.engine;

  #limit(engine: EngineId): number {
    const free = usableShare * this.#options.freeMemory();
    return engine === 'wasm' ? Math.min(free, wasmBytes) : free;
  }
}

/** Steps of a plan; the first ones warm memory and caches up. */
const warmupSteps = 2;
const timedSteps = 20;
/** Slow steps are timed less often. */
const limitSeconds = 180;

/** Other programs, the studio and the window need some too. */
const usableShare = 0.9;
/** What one WebAssembly memory can hold in Node. */
const wasmBytes = 2e9;

const toMeasurement = (timing: StepTiming): Measurement => ({
  engine: timing.engine,
  mode: timing.mode,
  ...(timing.reason === undefined ? {} : { modeReason: timing.reason }),
  imagesPerSecond: timing.imagesPerSecond,
  compileSeconds: timing.compileSeconds,
  memoryBytes: timing.memoryBytes,
  ...(timing.cardMemoryBytes === undefined ? {} : { cardMemoryBytes: timing.cardMemoryBytes }),
  measuredAt: new Date().toISOString(),
});

const busyWith = (title: string) =>
  new StudioError('MACHINE_BUSY', `"${title}" goes on, so that the speed would be measured wrong.`, {
    next: 'Wait until it has ended, or cancel it.',
  });
