import type { StepModeChoice } from '../../../contract/engines.ts';
import type { BenchTask } from '../../../protocol/bench.ts';
import type { Message } from '../../../protocol/messages.ts';
import type { ComputeProcesses } from '../../compute-process/compute-processes.ts';
import { chooseMode } from '../../compute-process/step-mode.ts';
import { runTask } from '../../compute-process/task.ts';

/** What was measured of a config's steps. */
export type StepTiming = Omit<Message<'benchmarked'>, 'type'> & {
  /** Name of the engine's settings that had proved themselves; absent where the engine was taken as it comes. */
  settings?: string;
};

export interface TimingOptions {
  compute: ComputeProcesses;
  task: Omit<BenchTask, 'type' | 'mode'> & { mode: StepModeChoice };
  /** Ends the process at once; the promise rejects with its reason. */
  signal?: AbortSignal;
  onProgress?(message: Message<'compiling' | 'stepping' | 'timed'>): void;
}

/** Times steps in a compute process of their own, made like that of a training. */
export async function timeSteps({ compute, task, signal, onProgress }: TimingOptions): Promise<StepTiming> {
  const mode = chooseMode(task.mode, task.config);
  let settings: string | undefined;
  const { type: _, ...timing } = await runTask(
    compute,
    { type: 'bench', ...task, mode, asked: task.mode },
    'benchmarked',
    {
      ...crashWords,
      signal,
      onSession(session) {
        session.on('ready', (ready) => {
          settings = ready.settings;
        });
        if (onProgress !== undefined)
          for (const type of ['compiling', 'stepping', 'timed'] as const) session.on(type, onProgress);
      },
    },
  );
  return settings === undefined ? timing : { ...timing, settings };
}

const crashWords = {
  subject: 'The process that times training steps',
  next: 'Try again; if it happens again, look into the log.',
};
