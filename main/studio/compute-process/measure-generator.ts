import { StudioError } from '../../contract/errors.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import type { EvaluateTask, FromCompute } from '../../protocol/messages.ts';
import { ProgressMeter } from '../jobs/progress-meter.ts';
import { computeEnvironment } from './compute-environment.ts';
import type { ComputeLauncher } from './compute-launcher.ts';

export type Measured = Extract<FromCompute, { type: 'evaluated' }>;

/** Runs an evaluation in a compute process of its own, which an abort ends at once. */
export function measureGenerator(
  launch: ComputeLauncher,
  task: EvaluateTask,
  signal: AbortSignal,
  report: (progress: Progress) => void,
): Promise<Measured> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const process = launch(computeEnvironment(task.threads));
    let measured: Measured | undefined;
    let failure: StudioError | undefined;
    let meter: { note: string; meter: ProgressMeter } | undefined;
    const abort = () => process.kill();
    signal.addEventListener('abort', abort);
    process.onMessage((message) => {
      if (message.type === 'evaluated') measured = message;
      else if (message.type === 'failed') failure = StudioError.fromReport(message.error);
      else if (message.type === 'evaluating') {
        const { done, total, unit, note } = message;
        // Each part has a speed of its own.
        if (meter?.note !== note) meter = { note, meter: new ProgressMeter(unit) };
        report(meter.meter.read(done, total, note));
      }
    });
    process.onExit(() => {
      signal.removeEventListener('abort', abort);
      if (signal.aborted) reject(signal.reason);
      else if (measured !== undefined) resolve(measured);
      else reject(failure ?? crashed());
    });
    process.send({ type: 'task', task });
  });
}

const crashed = () =>
  new StudioError('COMPUTE_CRASHED', 'The process that measures stopped unexpectedly.', {
    next: 'Try again with fewer pictures; if memory ran out, close other programs first.',
  });
