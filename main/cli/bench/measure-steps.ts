import { planConfig, presets } from '../../compute/presets/index.ts';
import type { BenchTask, FromCompute } from '../../compute/protocol.ts';
import { StudioError } from '../../contract/errors.ts';
import {
  type EngineChoice,
  EngineId,
  type PresetId,
  StepMode,
  type StepModeChoice,
} from '../../contract/run-config.ts';
import { computeEnvironment } from '../../studio/engines/compute-environment.ts';
import { chooseMode } from '../../studio/engines/step-mode.ts';
import { forkCompute } from '../../studio/fork-compute.ts';
import { createLogger } from '../../studio/log.ts';
import { computeEntry } from '../app.ts';

export type StepRate = Omit<Extract<FromCompute, { type: 'benchmarked' }>, 'type'> & {
  preset: PresetId;
  /** Feature maps of the narrowest layer. */
  width: number;
  batchSize: number;
};

export interface StepChoices {
  width?: number | undefined;
  batchSize?: number | undefined;
  mode: StepModeChoice;
  engine: EngineChoice;
  /** Time each operation of an eager step too. */
  profile?: boolean;
}

const warmupSteps = 5;
const steps = 25;

/** Each preset on each engine in each mode that works here, in a process of its own; the median of some steps. */
export async function measureSteps(): Promise<StepRate[]> {
  const rates: StepRate[] = [];
  for (const preset of Object.values(presets)) {
    for (const engine of EngineId.options) {
      for (const mode of engine === 'tensorflow' ? StepMode.options : ['eager' as const]) {
        const rate = await ifEngineRuns(measurePreset(preset.config.preset, { engine, mode }));
        if (rate !== undefined) rates.push(rate);
      }
    }
  }
  return rates;
}

/** One preset. */
export async function measurePreset(
  preset: PresetId,
  { width, batchSize, engine, mode, profile = false }: StepChoices,
): Promise<StepRate> {
  const config = planConfig(presets[preset], {
    seed: 0,
    datasetChannels: 3,
    ...(width === undefined ? {} : { width }),
    ...(batchSize === undefined ? {} : { batchSize }),
  });
  const measured = await measure({ engine, config, mode, profile });
  const narrowest = Math.min(...config.generatorWidths, ...config.discriminatorWidths);
  const { type: _, ...rate } = measured;
  return { preset, width: narrowest, batchSize: config.batchSize, ...rate };
}

type Measured = Extract<FromCompute, { type: 'benchmarked' }>;

/** Undefined when the engine cannot run here. */
const ifEngineRuns = (rate: Promise<StepRate>): Promise<StepRate | undefined> =>
  rate.catch((error: unknown) => {
    if (error instanceof StudioError && error.code === 'ENGINE_UNAVAILABLE') return undefined;
    throw error;
  });

function measure(task: Pick<BenchTask, 'engine' | 'config' | 'mode' | 'profile'>): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const log = createLogger(() => undefined);
    const mode = chooseMode(task.mode, task.config);
    const process = forkCompute(computeEntry, log)(computeEnvironment(0, { ...task, mode }));
    let measured: Measured | undefined;
    let failure: StudioError | undefined;
    process.onMessage((message) => {
      if (message.type === 'benchmarked') measured = message;
      if (message.type === 'failed') failure = StudioError.fromReport(message.error);
    });
    process.onExit(() => {
      if (measured !== undefined) resolve(measured);
      else reject(failure ?? new Error('the measuring process ended early'));
    });
    process.send({
      type: 'task',
      task: { type: 'bench', threads: 0, warmupSteps, steps, ...task, mode },
    });
  });
}
