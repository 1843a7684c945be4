import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { errorCode } from '../disk/disk-error.ts';
import { isWhole } from '../job-folder/copy-checkpoint.ts';
import { jobPaths, sharedFolderOf, sharedPaths } from '../job-folder/job-paths.ts';
import type { JobTask } from '../job-folder/job-task.ts';
import { assertPlainFiles, assertPlainFolder, hashPlain } from '../job-folder/plain-files.ts';
import { isCheckpointName, temporaryPrefix } from '../protocol/checkpoint-files.ts';
import { checkpointsToDrop } from '../studio/runs/checkpoints/checkpoint-policy.ts';

/** The files of a job as a training can begin with them. */
export interface ReadyFiles {
  pixelsFile: string;
  /** Name of the checkpoint to go on from; undefined = from the start. */
  checkpoint: string | undefined;
}

/**
 * Checks the files of a job and makes its folder ready for a training. It goes on from the newest whole checkpoint up to
 * `known`; later ones, of whose steps the messages do not tell, are removed.
 */
export async function readyFolder(
  folder: string,
  task: JobTask,
  known: string | undefined,
): Promise<ReadyFiles> {
  const { checkpoints, samples, start } = jobPaths(folder);
  for (const each of [checkpoints, samples]) {
    await mkdir(each, { recursive: true });
    await assertPlainFolder(each);
  }
  const pixelsFile = await checkedPixels(folder, task.pixels);
  const checkpoint = await goOnFrom(checkpoints, known ?? task.checkpoint);
  if (checkpoint === undefined && task.config.startedFrom !== undefined) await assertPlainFiles(start);
  return { pixelsFile, checkpoint };
}

/** The newest whole checkpoint up to `newest`; what is later, damaged or half-made is removed. */
export async function goOnFrom(checkpoints: string, newest: string | undefined): Promise<string | undefined> {
  let found: string | undefined;
  for (const name of (await readdir(checkpoints)).sort().reverse()) {
    const isCandidate = isCheckpointName(name) && newest !== undefined && name <= newest;
    if (found === undefined && isCandidate && (await isWhole(checkpoints, name))) found = name;
    else if (found === undefined || name.startsWith(temporaryPrefix))
      await rm(join(checkpoints, name), { recursive: true });
  }
  if (found !== undefined || newest === undefined) return found;
  throw new StudioError('CHECKPOINT_DAMAGED', 'None of the job’s checkpoints can be read.', {
    next: 'Resume the run in the studio: it goes on from the last checkpoint that the studio has.',
    subject: checkpoints,
  });
}

/** Removes checkpoints that need not be kept now that `saved` is on the disk. */
export async function tidyCheckpoints(folder: string, saved: string, { keep }: JobTask): Promise<void> {
  const { checkpoints } = jobPaths(folder);
  const names = (await readdir(checkpoints)).filter(isCheckpointName);
  const found = names.map((name) => ({ name, nimg: Number(name), isPinned: false }));
  for (const { name } of checkpointsToDrop(found, saved, keep))
    await rm(join(checkpoints, name), { recursive: true });
}

/** Removes checkpoints after `nimg`, as the training went back there. */
export async function dropLater(folder: string, nimg: number): Promise<void> {
  const { checkpoints } = jobPaths(folder);
  for (const name of (await readdir(checkpoints)).filter(isCheckpointName))
    if (Number(name) > nimg) await rm(join(checkpoints, name), { recursive: true });
}

/** The pixels of the job, which are compared with their hash: they came over a network. */
async function checkedPixels(folder: string, hash: string): Promise<string> {
  const shared = sharedFolderOf(await realpath(folder));
  if (shared === undefined) throw noPixels(folder);
  const { pixelsFile } = sharedPaths(shared);
  let found: string;
  try {
    found = await hashPlain(pixelsFile(hash));
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? noPixels(pixelsFile(hash)) : error;
  }
  if (found !== hash) throw noPixels(pixelsFile(hash));
  return pixelsFile(hash);
}

const noPixels = (subject: string) =>
  new StudioError('JOB_FOLDER_UNUSABLE', 'The pictures of this job are missing, or have changed.', {
    next: 'Keep the folders "jobs" and "pixels" beside each other; send the run again if they are.',
    subject,
  });
