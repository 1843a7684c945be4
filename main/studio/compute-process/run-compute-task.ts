import { StudioError } from '../../contract/errors.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import type { ComputeTask, FromCompute } from '../../protocol/messages.ts';
import { computeEnvironment } from './compute-environment.ts';
import type { ComputeLauncher } from './compute-launcher.ts';

/** Runs one task in a compute process of its own, which an abort ends at once; gives the message that answers it. */
export function runComputeTask<T extends FromCompute['type']>(
  launch: ComputeLauncher,
  task: ComputeTask,
  answer: T,
  { signal, report }: { signal: AbortSignal; report(progress: Progress): void },
): Promise<Extract<FromCompute, { type: T }>> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const process = launch(computeEnvironment(task.threads));
    let answered: Extract<FromCompute, { type: T }> | undefined;
    let failure: StudioError | undefined;
    const isAnswer = (message: FromCompute): message is Extract<FromCompute, { type: T }> =>
      message.type === answer;
    const abort = () => process.kill();
    signal.addEventListener('abort', abort);
    process.onMessage((message) => {
      if (isAnswer(message)) answered = message;
      else if (message.type === 'failed') failure = StudioError.fromReport(message.error);
      else if (message.type === 'working') {
        const { done, total, unit, note } = message;
        report({ done, total, unit, note });
      }
    });
    process.onExit(() => {
      signal.removeEventListener('abort', abort);
      if (signal.aborted) reject(signal.reason);
      else if (answered !== undefined) resolve(answered);
      else reject(failure ?? crashed());
    });
    process.send({ type: 'task', task });
  });
}

const crashed = () =>
  new StudioError('COMPUTE_CRASHED', 'The process that worked on the model stopped unexpectedly.', {
    next: 'Try again; if memory ran out, close other programs first.',
  });
