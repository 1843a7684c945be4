import type { FileKind } from '../file-kinds.ts';
import { claimsPicture } from '../file-kinds.ts';
import { ignoreReason, labelsOfDigits, notAPicture } from '../ignore-rules.ts';
import { emptyFile, nestedArchive, notReadable } from '../picture-content.ts';
import type { Listing } from '../source.ts';

/** One file of an archive, as the archive describes it. */
export interface ArchiveEntry {
  /** Its path within the archive, '/' between the parts. */
  path: string;
  sizeBytes: number;
  /** Why it is passed over whatever it is called: it is not a file, such as a link, or a library keeps it. */
  passedOver?: string | undefined;
  /** Why it cannot be unpacked. */
  problem?: string | undefined;
  /** What it is by its first bytes; asked only where the name does not decide. */
  kind(): Promise<FileKind>;
}

/** Without the parts that name the folder itself: `tar -cf photos.tar .` calls each file `./name`. */
export const plainPath = (path: string): string => path.replace(/(^|\/)(\.\/+)+/g, '$1');

/** What a listing counts of an archive. */
export type EntryCounts = Pick<Listing, 'ignored' | 'unusable'>;

export type EntryVerdict = 'source' | { ignored: string } | { unusable: string };

/** Notes an entry that is not a source; says whether it is one. */
export function noteEntry(
  archive: string,
  path: string,
  verdict: EntryVerdict,
  counts: EntryCounts,
): boolean {
  const file = `${archive}/${path}`;
  if (verdict === 'source') return true;
  if ('ignored' in verdict) counts.ignored.push({ file, reason: verdict.ignored });
  else counts.unusable.push({ file, reason: verdict.unusable });
  return false;
}

/** What an entry is. A name that ends as a picture's is believed until the entry is read. */
export async function judgeEntry(archive: string, entry: ArchiveEntry): Promise<EntryVerdict> {
  const { path, sizeBytes, passedOver, problem } = entry;
  if (climbsOut(path)) return { unusable: 'refused: its name leads outside the archive' };
  const ignored = ignoreReason([archive, ...path.split('/')]) ?? passedOver;
  if (ignored !== undefined) return { ignored };
  if (problem !== undefined) return { unusable: problem };
  if (claimsPicture(path)) return sizeBytes === 0 ? { unusable: emptyFile } : 'source';
  const kind = await entry.kind();
  const verdicts: Record<FileKind['type'], EntryVerdict> = {
    picture: 'source',
    unsupported: { unusable: kind.type === 'unsupported' ? kind.reason : notReadable },
    container: { unusable: nestedArchive },
    labels: { ignored: labelsOfDigits },
    unknown: { ignored: notAPicture },
  };
  return verdicts[kind.type];
}

/** A name that is empty or would lead outside. Nothing is unpacked to disk, yet such an archive is not to be trusted. */
const climbsOut = (path: string) =>
  path.includes('\0') || path.startsWith('/') || /^[a-z]:/i.test(path) || path.split(/[/\\]/).includes('..');
