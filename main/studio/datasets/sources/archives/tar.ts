import { type Extract, extract } from 'tar-stream';
import { z } from 'zod';
import { claimsPicture, type FileKind, headBytes, kindOf } from '../file-kinds.ts';
import { keptByLibrary, libraryFilesOf } from '../library-files.ts';
import { maximumEntries, maximumEntryBytes, maximumUnpackedBytes } from '../limits.ts';
import { pictureContent } from '../picture-content.ts';
import { type Listing, unusableListing } from '../source.ts';
import { UnreadableFile, UnusableFile } from '../unusable-file.ts';
import { judgeEntry, noteEntry, plainPath } from './archive-entry.ts';
import type { ArchiveFile } from './archive-file.ts';
import { decodeNames } from './entry-names.ts';
import { type Packing, unpackedBytes } from './packing.ts';
import { copyAgain } from './zip-directory.ts';

export interface TarOptions {
  packing: Packing | undefined;
  signal: AbortSignal;
  /** Told how many bytes of the archive's file were read so far. */
  onRead(bytes: number): void;
}

/** Pictures in a TAR archive, plain or packed; read from start to end, once to list them and once to take them. */
export async function listTar(archive: ArchiveFile, options: TarOptions): Promise<Listing> {
  const { path, name, stamp } = archive;
  const listing: Pick<Listing, 'ignored' | 'unusable'> = { ignored: [], unusable: [] };
  const { entries, refusal, problem } = await readEntries(archive, options);
  if (refusal !== undefined) return unusableListing({ file: name, reason: refusal, path });
  /** Names of the entries that are sources, by their place in the archive. */
  const sources = new Map<number, string>();
  let last = -1;
  const paths = entryPaths(entries);
  const isOfLibrary = libraryFilesOf(paths);
  for (const [i, entryPath] of paths.entries()) {
    const { place, sizeBytes, noFile, problem: entryProblem, kind } = entries[i];
    const passedOver = isOfLibrary(entryPath) ? keptByLibrary : noFile;
    const entry = { path: entryPath, sizeBytes, passedOver, problem: entryProblem, kind: async () => kind };
    if (!noteEntry(name, entryPath, await judgeEntry(name, entry), listing)) continue;
    sources.set(place, `${name}/${entryPath}`);
    last = place;
  }
  if (problem !== undefined) listing.unusable.push({ file: name, reason: problem, path });
  return {
    ...listing,
    total: sources.size,
    async *open(signal) {
      if (sources.size === 0) return;
      let place = -1;
      for await (const entry of entriesOf(archive, { ...options, signal, onRead: () => undefined })) {
        signal.throwIfAborted();
        place += 1;
        const source = sources.get(place);
        const bytes = await takeEntry(entry, source === undefined ? 0 : maximumEntryBytes);
        if (source === undefined) continue;
        yield { name: source, stamp, read: () => pictureContent(bytes, source) };
        if (place === last) return;
      }
    },
  };
}

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

interface FoundEntry {
  /** Counts all entries of the archive, folders among them, from 0. */
  place: number;
  name: EntryName;
  sizeBytes: number;
  noFile: string | undefined;
  problem: string | undefined;
  kind: FileKind;
}

/** `text` where the archive says that it is UTF-8 (a pax header). */
type EntryName = { text: string } | { bytes: Buffer };

/** Entries but folders, up to the end or to where the archive is damaged. */
async function readEntries(
  archive: ArchiveFile,
  options: TarOptions,
): Promise<{ entries: FoundEntry[]; refusal?: string; problem?: string }> {
  const entries: FoundEntry[] = [];
  let place = -1;
  let wasSparse = false;
  let hasEnd = false;
  const onEnd = () => {
    hasEnd = true;
  };
  try {
    for await (const entry of entriesOf(archive, options, onEnd)) {
      options.signal.throwIfAborted();
      place += 1;
      if (place >= maximumEntries) return { entries, refusal: 'refused: more than a million entries' };
      const header = Header.parse(entry.header);
      const head = await takeEntry(entry, headBytes);
      wasSparse = isSparse(header);
      if (header.type === 'directory') continue;
      const name = nameOf(header);
      entries.push({
        place,
        name,
        sizeBytes: header.size,
        noFile: noFileReason(header),
        problem: problemOf(header),
        kind: claimsPicture(header.name) ? { type: 'picture' } : await kindOf(head, header.name),
      });
    }
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof UnreadableFile) throw error;
    if (error instanceof UnusableFile) return { entries, refusal: error.message };
    if (!(error instanceof Error)) throw error;
    const advice = wasSparse ? 'pack it again without --sparse' : copyAgain;
    return { entries, problem: `damaged or cut off after ${entries.length} of its files; ${advice}` };
  }
  return hasEnd ? { entries } : { entries, problem: `its end is missing: it may be cut off; ${copyAgain}` };
}

/** What tar-stream tells of an entry; its own types know neither unknown kinds nor what pax headers hold. */
const Header = z.object({
  name: z.string(),
  size: z.number(),
  type: z.string().nullable(),
  pax: z.record(z.string(), z.string()).nullable(),
});
type Header = z.infer<typeof Header>;

const nameOf = ({ name, pax }: Header): EntryName =>
  pax?.['path'] === undefined ? { bytes: Buffer.from(name, 'latin1') } : { text: name };

/** A file with holes, as pax headers mark it; GNU's own mark of it is a type that tar-stream does not know. */
const isSparse = ({ type, pax }: Header) =>
  type === null || Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse.'));

function noFileReason({ name, type }: Header): string | undefined {
  if (type === 'file' || type === 'contiguous-file') return undefined;
  if (type === 'symlink') return 'a link';
  if (type === 'link') return 'a link to another file of the archive';
  if (type === null) return claimsPicture(name) ? undefined : 'notes of the program that made the archive';
  return 'a pipe or device';
}

function problemOf(header: Header): string | undefined {
  if (isSparse(header)) return 'stored as a file with holes; pack the archive again without --sparse';
  return header.size > maximumEntryBytes ? 'too large: more than 128 MB' : undefined;
}

function entryPaths(entries: readonly FoundEntry[]): string[] {
  const guessed = decodeNames(entries.flatMap(({ name }) => ('bytes' in name ? [name.bytes] : [])));
  let next = 0;
  return entries.map(({ name }) => plainPath('text' in name ? name.text : guessed[next++]));
}

/** Reads an entry to its end and keeps its first bytes. */
async function takeEntry(entry: Entry, keepBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of entry as AsyncIterable<Buffer>) {
    if (length < keepBytes) parts.push(part);
    length += part.length;
  }
  return Buffer.concat(parts).subarray(0, keepBytes);
}

/**
 * All entries, each to be read to its end before the next; `onEnd` is called when the blocks of zeros that end an archive
 * have come. What unpacks to far too much is an UnusableFile.
 */
async function* entriesOf(
  { path, sizeBytes }: ArchiveFile,
  { packing, onRead }: TarOptions,
  onEnd: () => void = () => undefined,
): AsyncGenerator<Entry, void> {
  const limit = packing === undefined ? Number.POSITIVE_INFINITY : maximumUnpackedBytes(sizeBytes);
  // Names come as the bytes they are: their encoding is told from all of them together.
  const options = { filenameEncoding: 'latin1', allowUnknownFormat: true };
  const tar = extract(options as Parameters<typeof extract>[0]);
  const bytes = unpackedBytes(path, packing, onRead);
  // Fails through the reader of the entries.
  void feed(bytes, tar, limit, onEnd);
  try {
    for await (const entry of tar) yield entry;
  } finally {
    tar.destroy();
    await bytes.return();
  }
}

async function feed(
  bytes: AsyncIterable<Buffer>,
  tar: Extract,
  limit: number,
  onEnd: () => void,
): Promise<void> {
  let total = 0;
  let zeros = 0;
  try {
    for await (const part of bytes) {
      total += part.length;
      if (total > limit) throw new UnusableFile('refused: it unpacks to far too much');
      // No more than a block of them matters, and hundreds of megabytes of zeros would take seconds.
      const end = part.subarray(-blockBytes);
      const last = end.findLastIndex((byte) => byte !== 0);
      zeros = last < 0 ? zeros + end.length : end.length - last - 1;
      if (!tar.write(part) && !tar.destroyed) await drained(tar);
      if (tar.destroyed) return;
    }
    if (zeros >= blockBytes) onEnd();
    tar.end(undefined);
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

const blockBytes = 512;

/** Until there is room again, or nobody reads any more. */
const drained = (tar: Extract): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      tar.off('drain', go);
      tar.off('close', go);
      resolve();
    };
    tar.on('drain', go);
    tar.on('close', go);
  });
