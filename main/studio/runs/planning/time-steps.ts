import type { StepModeChoice } from '../../../contract/engines.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { BenchTask, FromCompute } from '../../../protocol/messages.ts';
import { computeEnvironment } from '../../compute-process/compute-environment.ts';
import type { ComputeExit, ComputeLauncher } from '../../compute-process/compute-launcher.ts';
import { crashError } from '../../compute-process/crash-reason.ts';
import { chooseMode } from '../../compute-process/step-mode.ts';

/** What was measured of a config's steps. */
export type StepTiming = Omit<Extract<FromCompute, { type: 'benchmarked' }>, 'type'> & {
  /** Name of the engine's settings that had proved themselves; absent where the engine was taken as it comes. */
  settings?: string;
};

export interface TimingOptions {
  launch: ComputeLauncher;
  task: Omit<BenchTask, 'type' | 'mode'> & { mode: StepModeChoice };
  /** Ends the process at once; the promise rejects with its reason. */
  signal?: AbortSignal;
  onProgress?(message: Extract<FromCompute, { type: 'compiling' | 'stepping' | 'timed' }>): void;
}

/** Times steps in a compute process of their own, made like that of a training. */
export function timeSteps({ launch, task, signal, onProgress }: TimingOptions): Promise<StepTiming> {
  const made = { ...task, mode: chooseMode(task.mode, task.config) };
  const process = launch(computeEnvironment(task.threads, made));
  const kill = () => process.kill();
  signal?.addEventListener('abort', kill);
  return new Promise<StepTiming>((resolve, reject) => {
    let timing: StepTiming | undefined;
    let settings: string | undefined;
    let failure: StudioError | undefined;
    process.onMessage((message) => {
      if (message.type === 'benchmarked') {
        const { type: _, ...measured } = message;
        timing = settings === undefined ? measured : { ...measured, settings };
      } else if (message.type === 'ready') settings = message.settings;
      else if (message.type === 'failed') failure = StudioError.fromReport(message.error);
      else if (message.type === 'compiling' || message.type === 'stepping' || message.type === 'timed')
        onProgress?.(message);
    });
    process.onExit((exit: ComputeExit) => {
      if (signal?.aborted) reject(signal.reason);
      else if (timing !== undefined) resolve(timing);
      else reject(failure ?? crashError(exit, crashWords));
    });
    process.send({ type: 'task', task: { type: 'bench', ...made, asked: task.mode } });
  }).finally(() => signal?.removeEventListener('abort', kill));
}

const crashWords = {
  subject: 'The training process',
  next: 'Try again; if it happens again, look into the log.',
};
