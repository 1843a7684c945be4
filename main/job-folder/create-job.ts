import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makeFileAtomic } from '../disk/atomic-file.ts';
import { errorCode, explainDiskError } from '../disk/disk-error.ts';
import { syncFolder } from '../disk/sync-folder.ts';
import { copyCheckpoint } from './copy-checkpoint.ts';
import { type JobName, jobPaths, sharedPaths } from './job-paths.ts';
import { type JobTask, writeTask } from './job-task.ts';
import { hashPlain } from './plain-files.ts';

/** What a job folder is made from. */
export interface JobParts {
  task: Omit<JobTask, 'pixels' | 'checkpoint' | 'version'>;
  /** Prepared pixels (`.u8`), with their header beside them. */
  pixelsFile: string;
  /** The checkpoint to go on from: its folder's parent, and its name. */
  checkpoint?: { folder: string; name: string } | undefined;
  /** Weights to begin with. */
  startDir?: string | undefined;
}

/** Makes a job folder in a shared folder, whole or not at all, and puts the pixels beside the jobs if they are not there. */
export async function createJob(root: string, name: JobName, parts: JobParts): Promise<string> {
  const shared = sharedPaths(root);
  const folder = shared.job(name);
  const temporary = join(shared.jobs, `.tmp-${name}`);
  try {
    // A share that is not mounted must not become a folder of this computer.
    await stat(root);
    await mkdir(shared.jobs, { recursive: true });
    await mkdir(shared.pixels, { recursive: true });
    const pixels = await sharePixels(root, parts.pixelsFile);
    await rm(temporary, { recursive: true, force: true });
    const { control, checkpoints, start } = jobPaths(temporary);
    await mkdir(control, { recursive: true });
    await mkdir(checkpoints, { recursive: true });
    const { checkpoint, startDir } = parts;
    if (checkpoint !== undefined) await copyCheckpoint(checkpoint.folder, checkpoint.name, checkpoints);
    else if (startDir !== undefined) await copyFiles(startDir, start);
    await writeTask(temporary, {
      version: 1,
      ...parts.task,
      pixels,
      ...(checkpoint === undefined ? {} : { checkpoint: checkpoint.name }),
    });
    await rename(temporary, folder);
    await syncFolder(shared.jobs);
    return folder;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw explainDiskError(error, root, { lost: 'the run could not be sent' });
  }
}

/**
 * Copies prepared pixels into the shared folder under their hash, which runs of the same pictures share. A copy that was
 * damaged there is replaced.
 */
async function sharePixels(root: string, file: string): Promise<string> {
  const name = await hashOf(file);
  const { pixelsFile, pixelsHeader } = sharedPaths(root);
  const header = file.replace(/\.u8$/, '.json');
  if (!(await holds(pixelsFile(name), name))) await copy(file, pixelsFile(name));
  if (!(await holds(pixelsHeader(name), await hashOf(header)))) await copy(header, pixelsHeader(name));
  return name;
}

/** Whether a plain file with that hash is there. */
async function holds(file: string, hash: string): Promise<boolean> {
  try {
    return (await hashPlain(file)) === hash;
  } catch (error) {
    // A link in its place is replaced as well.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'JOB_FOLDER_UNUSABLE') return false;
    throw error;
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** A copy and no hard link: whoever may write the shared folder must not be able to change the library. */
async function copy(from: string, to: string): Promise<void> {
  await makeFileAtomic(to, (temporary) => copyFile(from, temporary, constants.COPYFILE_FICLONE), {
    flush: true,
  });
}

async function copyFiles(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const name of await readdir(from)) await copy(join(from, name), join(to, name));
}
