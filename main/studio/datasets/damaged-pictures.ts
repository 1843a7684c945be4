import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { DatasetId } from '../../contract/ids.ts';
import { errorCode } from '../../disk/disk-error.ts';

/** The error of prepared pictures of a dataset that cannot be read; `work` is what to do again without them. */
export function picturesDamaged(id: DatasetId, files: readonly string[], work: string): StudioError {
  const names = files.slice(0, namedPictures).map((file) => basename(file));
  const others = files.length > names.length ? ` and ${files.length - names.length} more` : '';
  const [are, them] = files.length === 1 ? ['picture is', 'it'] : ['pictures are', 'them'];
  return new StudioError(
    'INVALID_INPUT',
    `${files.length} prepared ${are} damaged or gone in the dataset "${id}": ${names.join(', ')}${others}.`,
    {
      next: `Leave ${them} out under Faces of the dataset, or import the photos again, and ${work}. Your own photos are as they were.`,
      subject: files[0] ?? id,
    },
  );
}

/** The picture itself is at fault: it is gone, or it can be opened but not decoded. */
export async function isDamaged(file: string, error: unknown): Promise<boolean> {
  if (!(error instanceof Error)) return false;
  try {
    await readFile(file);
    return true;
  } catch (reading) {
    return errorCode(reading) === 'ENOENT';
  }
}

/** So many are named; the others are counted. */
const namedPictures = 5;
