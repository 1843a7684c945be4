import { readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { PlaceFinding } from '../../contract/places/places.ts';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { explainDiskError } from '../../disk/disk-error.ts';

/** Writes a file into a shared folder, reads it back and removes it. */
export async function checkFolder(folder: string): Promise<PlaceFinding> {
  const file = join(folder, '.faceloom-check');
  const text = 'Faceloom looks whether it can write here.\n';
  try {
    await writeFileAtomic(file, text);
    const isSame = (await readFile(file, 'utf8')) === text;
    await rm(file);
    if (!isSame) return notOk('The shared folder gives back other bytes than were written.');
    const { bavail, bsize } = await statfs(folder);
    const freeGb = (bavail * bsize) / 2 ** 30;
    return { isOk: true, sentence: `The shared folder can be written; ${freeGb.toFixed(1)} GB are free.` };
  } catch (error) {
    const known = explainDiskError(error, folder);
    if (known instanceof StudioError && known.code === 'PATH_NOT_FOUND')
      return notOk(
        'The shared folder is not there.',
        'Connect its disk, or change the place to a folder that is there.',
      );
    return notOk(
      `The shared folder cannot be used: ${known instanceof Error ? known.message : String(known)}`,
      known instanceof StudioError ? known.data.next : undefined,
    );
  }
}

const notOk = (
  sentence: string,
  next = 'Choose a folder that this computer and the machines of the place both see.',
): PlaceFinding => ({ isOk: false, sentence, next });
