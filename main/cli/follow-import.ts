import { ORPCError } from '@orpc/client';
import { StudioError } from '../contract/errors.ts';
import type { ImportId, JobId } from '../contract/ids.ts';
import type { JobResult } from '../contract/system/jobs.ts';
import { followJob, type JobClient } from './follow-job.ts';
import type { Output } from './output.ts';
import { asStudioError } from './present-error.ts';
import { nextCommand } from './train-run.ts';

interface FollowedImport {
  /** Begins it, or goes on with one. */
  start(): Promise<{ jobId: JobId }>;
  /** The import that goes on; absent for one that begins. */
  resumed?: string | undefined;
  output: Output;
  library: string | undefined;
}

/** Follows an import to its end. One that is cancelled or fails keeps what it has prepared: its error says how to go on. */
export async function followImport(
  client: ImportClient,
  { start, resumed, output, library }: FollowedImport,
): Promise<Extract<JobResult, { kind: 'import' }>> {
  const waitingBefore = (await client.imports.unfinished()).map(({ id }) => id);
  const isThis = ({ id }: { id: ImportId }) =>
    resumed === undefined ? !waitingBefore.includes(id) : id === resumed;
  try {
    const { jobId } = await start();
    return await followJob(client, jobId, 'import', output);
  } catch (error) {
    const known = error instanceof ORPCError ? asStudioError(error) : error;
    if (!(known instanceof StudioError)) throw error;
    const waiting = (await client.imports.unfinished()).find(isThis);
    if (waiting === undefined) throw error;
    const goOn = `Go on with it: ${nextCommand(`import --resume ${waiting.id}`, library)}`;
    throw new StudioError(known.code, known.message, {
      ...known.data,
      next: known.code === 'CANCELLED' ? goOn : `${known.data.next} ${goOn}`,
    });
  }
}

/** What is asked of a studio about an import. */
interface ImportClient extends JobClient {
  imports: { unfinished(): Promise<readonly { id: ImportId }[]> };
}
