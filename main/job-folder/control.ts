import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { putFile } from '../disk/atomic-file.ts';
import { jobPaths } from './job-paths.ts';

/** What can be asked of a worker. */
export type ControlRequest = 'pause' | 'stop';

/** Asks the worker to end after a checkpoint. */
export function askWorker(folder: string, request: ControlRequest): void {
  putFile(join(jobPaths(folder).control, request), '');
}

/** What is asked of the worker; `stop` is the stronger. Only names are looked at, never what the files hold. */
export async function readRequest(folder: string): Promise<ControlRequest | undefined> {
  const names = await readdir(jobPaths(folder).control);
  return names.includes('stop') ? 'stop' : names.includes('pause') ? 'pause' : undefined;
}
