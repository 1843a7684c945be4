import { GradientName, KernelForm } from '../../contract/gradient-kernels.ts';
import type { PresetId } from '../../contract/presets.ts';
import { planConfig, presets } from '../../presets/index.ts';
import type { KernelTime } from '../../protocol/bench.ts';
import { createLogger } from '../../studio/base/log.ts';
import { computeProcesses } from '../../studio/compute-process/compute-processes.ts';
import { forkCompute } from '../../studio/compute-process/fork-compute.ts';
import { runTask } from '../../studio/compute-process/task.ts';
import { computeEntry } from '../app.ts';
import type { Output } from '../output.ts';

/** Kernels of one gradient over all layers of a preset. */
export interface KernelRatio {
  gradient: GradientName;
  form: KernelForm;
  /** How many times as fast as the package's, with each layer as often as a step has it. */
  ratio: number;
}

export interface KernelRates {
  preset: PresetId;
  batchSize: number;
  /** Name of the graphics card. */
  adapter: string;
  /** True where times are the processor's. */
  isSoftware: boolean;
  layers: KernelTime[];
  ratios: KernelRatio[];
}

/** Each form of each kernel takes so many turns. */
const rounds = 2;

/** Compares our kernels for graphics cards with those of TensorFlow.js, layer by layer, in a process of their own. */
export async function measureKernels(
  preset: PresetId,
  batchSize: number | undefined,
  output: Output,
): Promise<KernelRates> {
  const choices = { seed: 0, datasetChannels: 3, ...(batchSize === undefined ? {} : { batchSize }) } as const;
  const config = planConfig(presets[preset], choices);
  const launch = forkCompute(
    computeEntry,
    createLogger(() => undefined),
  );
  const { adapter, isSoftware, times } = await runTask(
    computeProcesses(launch),
    { type: 'bench-kernels', engine: 'webgpu', threads: 0, config, rounds },
    'kernels-timed',
    {
      subject: 'The process that compares kernels',
      next: 'Try again with a smaller batch.',
      report: (progress) => output.progress('Comparing kernels', progress),
    },
  );
  return { preset, batchSize: config.batchSize, adapter, isSoftware, layers: times, ratios: ratiosOf(times) };
}

/** Of each form that was timed. */
export function ratiosOf(times: readonly KernelTime[]): KernelRatio[] {
  return GradientName.options.flatMap((gradient) => {
    const ofGradient = times.filter((time) => time.gradient === gradient);
    return KernelForm.options.flatMap((form) => {
      const sum = (msOf: (time: KernelTime) => number | undefined) =>
        ofGradient.reduce((total, time) => total + time.perStep * (msOf(time) ?? Number.NaN), 0);
      const ratio = sum(({ packageMs }) => packageMs) / sum(({ ownMs }) => ownMs[form]);
      return Number.isNaN(ratio) ? [] : [{ gradient, form, ratio }];
    });
  });
}
