import { cpus } from 'node:os';
import { type EngineChoice, EngineId, StepMode, type StepModeChoice } from '../../contract/engines.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Side } from '../../contract/pictures.ts';
import type { PresetId } from '../../contract/presets.ts';
import { planConfig, presets } from '../../presets/index.ts';
import { createLogger } from '../../studio/base/log.ts';
import { computeProcesses } from '../../studio/compute-process/compute-processes.ts';
import { forkCompute } from '../../studio/compute-process/fork-compute.ts';
import type { ProvedEngines } from '../../studio/engines/proved-engines.ts';
import { provedLauncher } from '../../studio/engines/proved-launcher.ts';
import { type StepTiming, timeSteps } from '../../studio/runs/planning/time-steps.ts';
import { computeEntry } from '../app.ts';
import { openProvedEngines } from '../open-proved-engines.ts';

export type StepRate = StepTiming & {
  preset: PresetId;
  /** Feature maps of the narrowest layer. */
  width: number;
  batchSize: number;
  /** Name of the graphics card, or of the processor. */
  device: string;
  /** The engine computed this preset's first step rightly on this machine. */
  proved: boolean;
};

export interface StepChoices {
  width?: number | undefined;
  batchSize?: number | undefined;
  /** Side of the pictures; absent = the preset's. */
  resolution?: Side | undefined;
  mode: StepModeChoice;
  engine: EngineChoice;
  /** Time each operation of an eager step too. */
  profile?: boolean;
}

/** In which ways an engine makes steps. */
const modes: Readonly<Record<EngineId, readonly StepMode[]>> = {
  tensorflow: StepMode.options,
  wasm: ['eager'],
  webgpu: ['graph'],
};

const warmupSteps = 5;
const steps = 25;
/** Slow presets on slow engines make fewer. */
const limitSeconds = 120;

/** Each preset on each engine in each mode that works here, in a process of its own; the median of some steps. */
export async function measureSteps(): Promise<StepRate[]> {
  const rates: StepRate[] = [];
  for (const preset of Object.values(presets)) {
    for (const engine of EngineId.options) {
      for (const mode of modes[engine]) {
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
  { width, batchSize, resolution, engine, mode, profile = false }: StepChoices,
): Promise<StepRate> {
  const config = planConfig(presets[preset], {
    seed: 0,
    datasetChannels: 3,
    ...(width === undefined ? {} : { width }),
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(resolution === undefined ? {} : { resolution }),
  });
  const log = createLogger(() => undefined);
  const launch = forkCompute(computeEntry, log);
  const engines = await openProvedEngines();
  const rate = await timeSteps({
    compute: computeProcesses(provedLauncher(launch, engines)),
    task: { engine, threads: 0, config, mode, profile, timesScript: true, warmupSteps, steps, limitSeconds },
  });
  const narrowest = Math.min(...config.generatorWidths, ...config.discriminatorWidths);
  return {
    preset,
    width: narrowest,
    batchSize: config.batchSize,
    device: rate.cardName ?? deviceOf(engines, rate.settings),
    proved: rate.settings !== undefined,
    ...rate,
  };
}

/** What the steps were computed on. */
const deviceOf = ({ candidates }: ProvedEngines, settings: string | undefined): string =>
  candidates.find((candidate) => candidate.settings === settings)?.device?.name ??
  cpus()[0]?.model ??
  'unknown processor';

/** Undefined when the engine cannot run here. */
const ifEngineRuns = (rate: Promise<StepRate>): Promise<StepRate | undefined> =>
  rate.catch((error: unknown) => {
    if (error instanceof StudioError && error.code === 'ENGINE_UNAVAILABLE') return undefined;
    throw error;
  });
