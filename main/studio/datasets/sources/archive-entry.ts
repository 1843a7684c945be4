import { claimsPicture, kindOf } from './file-kinds.ts';
import { ignoreReason, labelsOfDigits, notAPicture } from './ignore-rules.ts';
import type { Listing } from './source.ts';

/** A name that would lead outside, or is none at all; we unpack nothing to disk, yet such an archive means no good. */
const climbsOut = (path: string) =>
  path.includes('\0') || path.startsWith('/') || /^[a-z]:/i.test(path) || path.split(/[/\\]/).includes('..');

/** What a listing counts of an archive. */
export type EntryCounts = Pick<Listing, 'ignored' | 'unusable'>;

/**
 * Says whether an entry is a source, by its name and its first bytes; if not, notes it as ignored or unusable. `readHead`
 * is asked only where the content decides.
 */
export async function isSourceEntry(
  path: string,
  name: string,
  counts: EntryCounts,
  readHead: () => Promise<Uint8Array>,
): Promise<boolean> {
  const refuse = (reason: string) => {
    counts.unusable.push({ file: name, reason });
    return false;
  };
  const ignore = (reason: string) => {
    counts.ignored.push({ file: name, reason });
    return false;
  };
  if (climbsOut(path)) return refuse('refused: its name leads outside the archive');
  const ignored = ignoreReason([name.slice(0, -path.length), ...path.split('/')]);
  if (ignored !== undefined) return ignore(ignored);
  const kind = await kindOf(await readHead(), path);
  if (kind.type === 'picture') return true;
  if (kind.type === 'unsupported') return refuse(kind.reason);
  if (kind.type === 'container') return refuse('an archive inside an archive; unpack the outer one first');
  if (kind.type === 'unknown' && claimsPicture(path)) return refuse('not a picture that can be read');
  return ignore(kind.type === 'labels' ? labelsOfDigits : notAPicture);
}
