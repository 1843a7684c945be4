import type { FileHandle } from 'node:fs/promises';
import { mapInOrder } from '../../../base/in-order.ts';
import { keptByLibrary, libraryFilesOf } from '../library-files.ts';
import { maximumUnpackedBytes } from '../limits.ts';
import { pictureContent } from '../picture-content.ts';
import { withFile } from '../read-file.ts';
import { type Listing, unusableListing } from '../source.ts';
import { type EntryVerdict, judgeEntry, noteEntry, plainPath } from './archive-entry.ts';
import type { ArchiveFile } from './archive-file.ts';
import { decodeNames, utf8 } from './entry-names.ts';
import { readZipEntry, zipEntryKind, zipEntryProblem } from './zip-content.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

/** Pictures in a ZIP archive, each read from its place when it is taken. Throws UnusableFile. */
export async function listZip(
  archive: ArchiveFile,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<Listing> {
  const { path, name, stamp, sizeBytes } = archive;
  return withFile(path, async (file) => {
    const { entries, problem } = await readZipDirectory(file, sizeBytes, signal);
    const unpacked = entries.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
    if (unpacked > maximumUnpackedBytes(sizeBytes))
      return unusableListing({ file: name, reason: 'refused: it unpacks to far too much', path });
    const counts: Pick<Listing, 'ignored' | 'unusable'> = { ignored: [], unusable: [] };
    const sources: NamedEntry[] = [];
    const named = namedEntries(entries);
    const isOfLibrary = libraryFilesOf(named.map((each) => each.path));
    const verdicts = mapInOrder(named, lanes, signal, (each) =>
      judge(archive, file, each, isOfLibrary(each.path) ? keptByLibrary : undefined),
    );
    let seen = 0;
    for await (const verdict of verdicts) {
      const each = named[seen++];
      if (verdict !== 'folder' && noteEntry(name, each.path, verdict, counts)) sources.push(each);
      onRead((sizeBytes * seen) / named.length);
    }
    if (problem !== undefined) counts.unusable.push({ file: name, reason: problem, path });
    const readEntry = (entry: ZipEntry) => withFile(path, (again) => readZipEntry(again, entry, sizeBytes));
    return {
      ...counts,
      total: sources.length,
      async *open() {
        for (const { path: entryPath, entry } of sources) {
          yield {
            name: `${name}/${entryPath}`,
            stamp,
            read: async () => pictureContent(await readEntry(entry), entryPath),
          };
        }
      },
    };
  });
}

/** Entries whose first bytes are read at once. */
const lanes = 8;

interface NamedEntry {
  path: string;
  entry: ZipEntry;
}

async function judge(
  { name, sizeBytes }: ArchiveFile,
  file: FileHandle,
  { path, entry }: NamedEntry,
  kept: string | undefined,
): Promise<EntryVerdict | 'folder'> {
  if (path.endsWith('/') && entry.unpackedBytes === 0) return 'folder';
  return judgeEntry(name, {
    path,
    sizeBytes: entry.unpackedBytes,
    passedOver: kept ?? ((entry.mode & fileTypeMask) === symbolicLink ? 'a link' : undefined),
    problem: zipEntryProblem(entry),
    kind: () => zipEntryKind(file, entry, path, sizeBytes),
  });
}

/** Of Unix modes. */
const fileTypeMask = 0o170000;
const symbolicLink = 0o120000;

/**
 * Entries with '/' between the parts of their names. Windows programs write backslashes, which in a name whose encoding had
 * to be guessed may be half of a letter: one before a dot would hide a photo.
 */
function namedEntries(entries: readonly ZipEntry[]): NamedEntry[] {
  const sure = entries.map(({ unicodeName }) => unicodeName && utf8(unicodeName));
  const guessed = decodeNames(
    entries.filter((_, i) => sure[i] === undefined).map(({ nameBytes }) => nameBytes),
  );
  let next = 0;
  return entries.map((entry, i) => ({
    entry,
    path: plainPath(
      sure[i]?.replaceAll('\\', '/') ?? guessed[next++].replace(/\\(?!\.)|(?<=^|[ -~])\\/g, '/'),
    ),
  }));
}
