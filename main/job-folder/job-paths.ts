import { basename, dirname, join, posix } from 'node:path';
import { z } from 'zod';

/**
 * Where everything of a job folder lies. No file says where another one is: all that is read has its place here, so that
 * nothing written by somebody else can point out of the folder.
 */
export const jobPaths = (folder: string) => ({
  folder,
  /** What is to be trained; written last, so that a folder that has one is whole. */
  task: join(folder, 'task.json'),
  /** Weights that a run without a checkpoint begins with. */
  start: join(folder, 'start'),
  /** A file named after what is asked of the worker. */
  control: join(folder, 'control'),
  /** All that the worker writes. */
  out: join(folder, 'out'),
  checkpoints: join(folder, 'out', 'checkpoints'),
  samples: join(folder, 'out', 'samples'),
  messages: join(folder, 'out', 'messages.ndjson'),
  state: join(folder, 'out', 'state.json'),
  /** What a scheduler keeps of the worker's standard output and error. */
  log: join(folder, 'worker.log'),
});

/** The folder of a place to train: jobs, and the pixels that they share. */
export const sharedPaths = (root: string) => ({
  jobs: join(root, 'jobs'),
  job: (name: JobName) => join(root, 'jobs', name),
  pixels: join(root, 'pixels'),
  /** Prepared pixels by their SHA-256, with their header beside them. */
  pixelsFile: (hash: string) => join(root, 'pixels', `${hash}.u8`),
  pixelsHeader: (hash: string) => join(root, 'pixels', `${hash}.json`),
});

/** The shared folder that a job folder lies in; undefined when it does not lie in one. */
export function sharedFolderOf(jobFolder: string): string | undefined {
  const jobs = dirname(jobFolder);
  return basename(jobs) === 'jobs' ? dirname(jobs) : undefined;
}

/** A job folder as the machines of a place see it, which are never Windows, whatever this computer is. */
export const jobFolderThere = (root: string, name: JobName) => posix.join(root, 'jobs', name);

/** Name of a job folder: the run, and which of its trainings elsewhere it is. */
export const JobName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/);
export type JobName = z.infer<typeof JobName>;
