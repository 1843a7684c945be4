import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMissing } from '../../disk/if-there.ts';
import { temporaryPrefix } from '../../protocol/checkpoint-files.ts';

/**
 * Removes a folder of the library, and with `forget` what else is known of it. That is called once the files are out of
 * the way: where another program holds them, everything stays as it was. The files themselves go last, or when the library
 * is opened the next time, which looks for them no deeper than in the folder of a dataset, run or model; what lies deeper
 * is first moved to `aside`.
 */
export async function removeFolder(
  folder: string,
  forget: () => void,
  aside = dirname(folder),
): Promise<void> {
  const doomed = join(aside, `${temporaryPrefix}removed-${basename(folder)}`);
  const isThere = await takeAway(folder, doomed);
  try {
    forget();
  } catch (error) {
    if (isThere) await rename(doomed, folder);
    throw error;
  }
  await rm(doomed, { recursive: true, force: true });
}

/** False where somebody has deleted the folder by hand, which is what was wanted. */
async function takeAway(folder: string, doomed: string): Promise<boolean> {
  await rm(doomed, { recursive: true, force: true });
  try {
    await rename(folder, doomed);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
