import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { writeFileAtomic } from '../disk/atomic-file.ts';
import { errorCode } from '../disk/disk-error.ts';
import { temporaryPrefix } from '../protocol/checkpoint-files.ts';
import { JobName, sharedPaths } from './job-paths.ts';
import { readTask } from './job-task.ts';
import { assertPlainFolder } from './plain-files.ts';

/**
 * Removes prepared pixels that no job of a shared folder needs and that nobody has shared for an hour: whoever sends a run
 * shares its pixels first, and another computer may see its job a minute late. Returns the hashes of what was removed.
 * Throws JOB_FOLDER_UNUSABLE, and all pixels stay, where it cannot be told what a job needs: one task cannot be read, as of
 * a newer Faceloom, or a run is being sent.
 */
export async function removeUnusedPixels(root: string): Promise<string[]> {
  const { pixels, pixelsFile, pixelsHeader } = sharedPaths(root);
  const there = await hashesIn(pixels);
  if (there.length === 0) return [];
  const nowMs = await clockOf(pixels);
  const needed = await neededHashes(root, nowMs);
  const removed: string[] = [];
  for (const hash of there) {
    if (needed.has(hash) || nowMs - (await sharedAtMs(root, hash)) < restMs) continue;
    // The header last: its time says when the pixels were shared.
    for (const file of [pixelsFile(hash), pixelsHeader(hash)]) await rm(file, { force: true });
    removed.push(hash);
  }
  return removed;
}

async function hashesIn(pixels: string): Promise<string[]> {
  try {
    await assertPlainFolder(pixels);
    const names = await readdir(pixels);
    return [...new Set(names.flatMap((name) => /^([0-9a-f]{64})\.(?:u8|json)$/.exec(name)?.[1] ?? []))];
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Of all jobs, whosever they are. What else lies beside them, such as `.DS_Store` and `lost+found`, needs none. */
async function neededHashes(root: string, nowMs: number): Promise<Set<string>> {
  const { jobs } = sharedPaths(root);
  const needed = new Set<string>();
  for (const entry of await readdir(jobs, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = join(jobs, entry.name);
    if (entry.name.startsWith(temporaryPrefix)) {
      // Its task is written last. One that stays was left by a studio that was killed while it sent.
      if (nowMs - (await stat(folder)).mtimeMs < sendingMs) throw beingSent(folder);
    } else if (JobName.safeParse(entry.name).success) {
      needed.add((await readTask(folder)).pixels);
    }
  }
  return needed;
}

/** The time of the machine that holds the share, in milliseconds: a file that was just written has it. */
async function clockOf(folder: string): Promise<number> {
  const file = join(folder, `${temporaryPrefix}clock`);
  await writeFileAtomic(file, '');
  const { mtimeMs } = await stat(file);
  await rm(file);
  return mtimeMs;
}

/** When they were last shared: their header is written anew each time. */
async function sharedAtMs(root: string, hash: string): Promise<number> {
  const { pixelsFile, pixelsHeader } = sharedPaths(root);
  for (const file of [pixelsHeader(hash), pixelsFile(hash)]) {
    try {
      return (await stat(file)).mtimeMs;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return Number.POSITIVE_INFINITY;
}

const restMs = 3_600_000;
/** Longer than any job folder takes to be made, in milliseconds. */
const sendingMs = 24 * 3_600_000;

const beingSent = (folder: string) =>
  new StudioError(
    'JOB_FOLDER_UNUSABLE',
    'A run is being sent, and what pictures it needs is not known yet.',
    {
      next: 'Nothing needs to be done: pictures that no job needs are removed when the next run there has ended.',
      subject: folder,
    },
  );
