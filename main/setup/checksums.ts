import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';
import { writeFileAtomic } from '../disk/atomic-file.ts';
import { errorCode } from '../disk/disk-error.ts';
import type { Wheel } from './wheels.ts';

/** SHA-256 of wheels as they were when they were first fetched, by file name. */
const Checksums = z.object({ schema: z.literal(1), sha256: z.record(z.string(), z.string()) });
type Checksums = z.infer<typeof Checksums>;

/** What a wheel must be: its pinned sum, or what was written down when it was first fetched; undefined before that. */
export async function expectedChecksum({ sha256, file }: Wheel, record: string): Promise<string | undefined> {
  return sha256 === 'first-use' ? (await readChecksums(record)).sha256[file] : sha256;
}

/** Writes down what a wheel is, for every later download of it. */
export async function rememberChecksum({ file }: Wheel, sha256: string, record: string): Promise<void> {
  const known = await readChecksums(record);
  await writeFileAtomic(
    record,
    JSON.stringify({ ...known, sha256: { ...known.sha256, [file]: sha256 } }, null, 2),
  );
}

/** Empty while the file does not exist yet. Throws when it cannot be read: then no download may be trusted. */
async function readChecksums(record: string): Promise<Checksums> {
  let text: string;
  try {
    text = await readFile(record, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { schema: 1, sha256: {} };
    throw error;
  }
  try {
    return Checksums.parse(JSON.parse(text));
  } catch (cause) {
    throw new StudioError(
      'ENGINE_UNAVAILABLE',
      'The list of checksums of earlier downloads is damaged.',
      {
        next: `Delete ${record} to accept what the package index serves now, then run the set-up again.`,
        subject: record,
      },
      { cause },
    );
  }
}
