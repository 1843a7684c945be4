import { planConfig, presets } from '../../compute/presets/index.ts';
import { StudioError } from '../../contract/errors.ts';
import { EngineId, type PresetId, type RunConfig } from '../../contract/run-config.ts';
import { computeEnvironment } from '../../studio/engines/compute-environment.ts';
import { forkCompute } from '../../studio/fork-compute.ts';
import { createLogger } from '../../studio/log.ts';
import { computeEntry } from '../app.ts';

export interface StepRate {
  preset: PresetId;
  engine: EngineId;
  mode: 'eager';
  imagesPerSecond: number;
  msPerStep: number;
  memoryBytes: number;
}

const warmupSteps = 5;
const steps = 25;

/** Each preset on each engine that works here, in a process of its own; the median of some steps. */
export async function measureSteps(): Promise<StepRate[]> {
  const rates: StepRate[] = [];
  for (const preset of Object.values(presets)) {
    const config = planConfig(preset, { seed: 0, datasetChannels: 3 });
    for (const engine of EngineId.options) {
      const rate = await measure(config, engine);
      if (rate !== undefined) rates.push({ preset: config.preset, engine, mode: 'eager', ...rate });
    }
  }
  return rates;
}

type Measured = Pick<StepRate, 'imagesPerSecond' | 'msPerStep' | 'memoryBytes'>;

/** Undefined when the engine cannot run here. */
function measure(config: RunConfig, engine: EngineId): Promise<Measured | undefined> {
  return new Promise((resolve, reject) => {
    const process = forkCompute(
      computeEntry,
      createLogger(() => undefined),
    )(computeEnvironment(0));
    let measured: Measured | undefined;
    let failure: StudioError | undefined;
    process.onMessage((message) => {
      if (message.type === 'benchmarked') {
        const { imagesPerSecond, msPerStep, memoryBytes } = message;
        measured = { imagesPerSecond, msPerStep, memoryBytes };
      }
      if (message.type === 'failed') failure = StudioError.fromReport(message.error);
    });
    process.onExit(() => {
      if (failure !== undefined && failure.code !== 'ENGINE_UNAVAILABLE') reject(failure);
      else resolve(measured);
    });
    process.send({ type: 'task', task: { type: 'bench', engine, threads: 0, config, warmupSteps, steps } });
  });
}
