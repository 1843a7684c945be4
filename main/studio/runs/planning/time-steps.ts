import type { StepModeChoice } from '../../../contract/engines.ts';
import type { BenchTask, Message } from '../../../protocol/messages.ts';
import type { ComputeProcesses } from '../../compute-process/compute-processes.ts';
import { openSession } from '../../compute-process/session.ts';
import { chooseMode } from '../../compute-process/step-mode.ts';
import { answerOf } from '../../compute-process/task.ts';

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
  const options = { ...crashWords, signal };
  const session = openSession(compute, { type: 'bench', ...task, mode, asked: task.mode }, options);
  if (onProgress !== undefined)
    for (const type of ['compiling', 'stepping', 'timed'] as const) session.on(type, onProgress);
  const { type: _, ...timing } = await answerOf(session, 'benchmarked', options);
  const { settings } = await session.ready;
  return settings === undefined ? timing : { ...timing, settings };
}

const crashWords = {
  subject: 'The process that times training steps',
  next: 'Try again; if it happens again, look into the log.',
};
