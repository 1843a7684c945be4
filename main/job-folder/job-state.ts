import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { writeFileAtomic } from '../disk/atomic-file.ts';
import { errorCode } from '../disk/disk-error.ts';
import { jobPaths } from './job-paths.ts';
import { readVersioned } from './plain-files.ts';

/** Who works on a job folder and how far it is; written by the worker alone. */
export const JobState = z.strictObject({
  version: z.literal(1),
  /** `again`: it left before its work was done, and is to be started again. */
  state: z.enum(['working', 'again', 'ended']),
  /** Drawn at random by each worker that starts. */
  worker: z.string().max(64),
  host: z.string().max(255),
  pid: z.int().min(0),
  /** Counts up while the worker lives: whoever waits sees by it that nothing moves, without comparing clocks. */
  beat: z.int().min(0),
  /** The newest checkpoint that the messages tell of; later ones were saved by a worker that died before it could say so. */
  checkpoint: z
    .string()
    .regex(/^\d{11}$/)
    .optional(),
});
export type JobState = z.infer<typeof JobState>;

/** How often a worker shows that it lives. */
export const beatSeconds = 10;
/** A worker whose beat stands still for so long is dead, or cut off. Network file systems show a file up to 60 s late. */
export const silentSeconds = 75;

/** Undefined before the first worker. */
export async function readJobState(folder: string): Promise<JobState | undefined> {
  try {
    return await readVersioned(jobPaths(folder).state, JobState, 1);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writeJobState(folder: string, state: JobState): Promise<void> {
  await writeFileAtomic(jobPaths(folder).state, JSON.stringify(state));
}

/**
 * Resolves when no worker has the folder open any more. It closes its files after its last message; one that died never says
 * so, and is not waited for longer than `silentMs`.
 */
export async function workerDone(
  folder: string,
  { pollMs, silentMs }: { pollMs: number; silentMs: number },
  signal: AbortSignal,
): Promise<void> {
  const lateAtMs = performance.now() + silentMs;
  while ((await readJobState(folder))?.state === 'working' && performance.now() < lateAtMs)
    await wait(pollMs, undefined, { signal });
  signal.throwIfAborted();
}
