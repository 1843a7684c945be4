import { StudioError } from '../contract/errors.ts';
import type { JobId } from '../contract/ids.ts';
import type { Job, JobResult } from '../contract/system/jobs.ts';
import { stopping } from './interruptible.ts';
import { onFirstEndingSignal } from './on-ending-signal.ts';
import type { Output } from './output.ts';
import { asStudioError } from './present-error.ts';

/**
 * Shows a job's progress until it has ended and returns its result. Ctrl-C calls `onInterrupt`, which by default
 * cancels the job and says so; a second one ends the program at once. Where that fails, as with a job that has just
 * ended, the reason is said and the job is followed on.
 */
export async function followJob<K extends JobResult['kind']>(
  client: JobClient,
  jobId: JobId,
  kind: K,
  output: Output,
  onInterrupt: () => Promise<unknown> = () => {
    output.say(stopping);
    return client.jobs.cancel({ id: jobId });
  },
): Promise<Extract<JobResult, { kind: K }>> {
  const stopListening = onFirstEndingSignal((listenAgain) => {
    onInterrupt().catch((error: unknown) => {
      // The work goes on, and so does whoever follows it; Ctrl-C may ask again.
      listenAgain();
      const { message, data } = asStudioError(error);
      output.say(`${message} ${data.next}`);
    });
  });
  try {
    let last: Job | undefined;
    for await (const job of await client.jobs.watch({ id: jobId })) {
      last = job;
      if (job.state === 'running' && job.progress) output.progress(job.title, job.progress);
    }
    output.clearBar();
    if (last?.state === 'failed' && last.error) throw StudioError.fromReport(last.error);
    if (last?.result?.kind !== kind) {
      // An import keeps what it has prepared: see `followImport`.
      const kept = kind === 'import' ? '' : ' Nothing half-made was kept.';
      throw new StudioError('CANCELLED', `Cancelled.${kept}`, { next: 'Start it again when you like.' });
    }
    return last.result as Extract<JobResult, { kind: K }>;
  } finally {
    stopListening();
  }
}

/** What is asked of a studio about a job. */
export interface JobClient {
  jobs: {
    watch(job: { id: JobId }): Promise<AsyncIterable<Job>>;
    cancel(job: { id: JobId }): Promise<unknown>;
  };
}
