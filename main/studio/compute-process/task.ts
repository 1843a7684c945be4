import { StudioError } from '../../contract/errors.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import type { ComputeTask, FromCompute, Message } from '../../protocol/messages.ts';
import { ProgressMeter } from '../jobs/progress-meter.ts';
import type { ComputeProcesses } from './compute-processes.ts';
import { type ComputeSession, openSession, type SessionOptions } from './session.ts';

export interface TaskOptions extends SessionOptions {
  report?: (progress: Progress) => void;
  /** Sees each session that is opened for the task. */
  onSession?(session: ComputeSession): void;
}

/**
 * Runs a task that ends by itself in a compute process of its own; gives the message that answers it. Where the engine
 * fails and another takes its place, the task is begun again with that.
 */
export async function runTask<T extends FromCompute['type']>(
  compute: ComputeProcesses,
  task: ComputeTask,
  answer: T,
  { report, onSession, ...options }: TaskOptions,
): Promise<Message<T>> {
  let crash: unknown;
  for (;;) {
    const session = openSession(compute, task, options);
    if (report !== undefined) reportProgress(session, report);
    onSession?.(session);
    let passedOver: Message<'engine-failed'> | undefined;
    session.on('engine-failed', (message) => {
      if (message.isPassedOver) passedOver = message;
    });
    try {
      return await answerOf(session, answer, options);
    } catch (error) {
      if (passedOver === undefined || options.signal?.aborted) throw lastWord(error, crash);
      crash = error;
      const { title, reason } = passedOver;
      report?.({ done: 0, unit: 'steps', note: `${title} is passed over. ${reason}` });
    }
  }
}

/** What to say after engines were passed over: that none is left to try says less than how the last one ended. */
export function lastWord(error: unknown, crash: unknown): unknown {
  const isNoneLeft = error instanceof StudioError && error.code === 'ENGINE_UNAVAILABLE';
  return isNoneLeft ? (crash ?? error) : error;
}

/** Waits for the end of a session's task, and gives the message that answers it. */
async function answerOf<T extends FromCompute['type']>(
  session: ComputeSession,
  type: T,
  { signal, subject, next }: SessionOptions,
): Promise<Message<T>> {
  let answer: Message<T> | undefined;
  session.on(type, (message) => {
    answer = message;
  });
  await session.ended.catch((error: unknown) => {
    // A process that crashes while it ends has done its work.
    if (answer === undefined) throw error;
  });
  signal?.throwIfAborted();
  if (answer === undefined)
    throw new StudioError('COMPUTE_CRASHED', `${subject} ended without an answer.`, { next });
  return answer;
}

function reportProgress(session: ComputeSession, report: (progress: Progress) => void): void {
  let part: { note: string; meter: ProgressMeter } | undefined;
  session.on('proving', ({ progress }) => report(progress));
  let wholeMeter: ProgressMeter | undefined;
  session.on('working', ({ done, total, unit, note, whole }) => {
    // Each part has a speed of its own.
    if (part?.note !== note) part = { note, meter: new ProgressMeter(unit, done) };
    const progress = part.meter.read(done, total, note);
    if (whole === undefined) return report(progress);
    wholeMeter ??= new ProgressMeter(unit, whole.done);
    const { secondsLeft: _, ...ofPart } = progress;
    const { secondsLeft } = wholeMeter.read(whole.done, whole.total);
    report({ ...ofPart, ...(secondsLeft === undefined ? {} : { secondsLeft }) });
  });
}
