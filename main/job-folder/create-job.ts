import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { explainDiskError } from '../disk/disk-error.ts';
import { copyWhole } from '../disk/link-or-copy.ts';
import { syncFolder } from '../disk/sync-folder.ts';
import { temporaryPrefix } from '../protocol/checkpoint-files.ts';
import { copyCheckpoint } from './copy-checkpoint.ts';
import { type JobName, jobPaths, sharedPaths } from './job-paths.ts';
import { type JobTask, writeTask } from './job-task.ts';

/** What a job folder is made from. */
export interface JobParts {
  /** Its pixels lie in the shared folder already (`sharePixels`). */
  task: Omit<JobTask, 'checkpoint' | 'version'>;
  /** The checkpoint to go on from: its folder's parent, and its name. */
  checkpoint?: { folder: string; name: string } | undefined;
  /** Weights to begin with. */
  startDir?: string | undefined;
}

/** Makes a job folder in a shared folder, whole or not at all. */
export async function createJob(root: string, name: JobName, parts: JobParts): Promise<string> {
  const shared = sharedPaths(root);
  const folder = shared.job(name);
  const temporary = join(shared.jobs, temporaryPrefix + name);
  try {
    // A share that is not mounted must not become a folder of this computer.
    await stat(root);
    await mkdir(shared.jobs, { recursive: true });
    await rm(temporary, { recursive: true, force: true });
    const { control, checkpoints, start } = jobPaths(temporary);
    await mkdir(control, { recursive: true });
    await mkdir(checkpoints, { recursive: true });
    const { checkpoint, startDir } = parts;
    if (checkpoint !== undefined) {
      if (!(await copyCheckpoint(checkpoint.folder, checkpoint.name, checkpoints)))
        throw gone(checkpoint.name);
    } else if (startDir !== undefined) await copyFiles(startDir, start);
    await writeTask(temporary, {
      version: parts.task.ranks === undefined ? 1 : 2,
      ...parts.task,
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

/** Somebody removed it after it was chosen; without this the run would wait in a queue, and fail there. */
const gone = (name: string) =>
  new StudioError('CHECKPOINT_MISSING', `The checkpoint ${name} that the run was to go on from is gone.`, {
    next: 'Resume the run again: it goes on from the newest checkpoint that it has.',
    subject: name,
  });

async function copyFiles(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const name of await readdir(from)) await copyWhole(join(from, name), join(to, name));
}
