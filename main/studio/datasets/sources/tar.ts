import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { type Extract, extract } from 'tar-stream';
import { isSourceEntry } from './archive-entry.ts';
import { headBytes } from './file-kinds.ts';
import { maximumEntries, maximumEntryBytes, maximumUnpackedBytes } from './limits.ts';
import { type Listing, unusableListing } from './source.ts';

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

class TooMuch extends Error {}

/** Pictures in a TAR archive, plain or gzipped; read from start to end, once to list them and once to take them. */
export async function listTar(
  path: string,
  name: string,
  stamp: string,
  sizeBytes: number,
  isGzipped: boolean,
): Promise<Listing> {
  const listing: Pick<Listing, 'ignored' | 'unusable'> = { ignored: [], unusable: [] };
  const sources = new Set<number>();
  const limit = isGzipped ? maximumUnpackedBytes(sizeBytes) : Number.POSITIVE_INFINITY;
  let number = -1;
  try {
    for await (const entry of entriesOf(path, isGzipped, limit)) {
      number += 1;
      if (number >= maximumEntries) throw new TooMuch('more than a million entries');
      const { head } = await takeEntry(entry, headBytes);
      const { name: entryName, type } = entry.header;
      if (type === 'directory') continue;
      const shownName = `${name}/${entryName}`;
      if (type !== 'file' && type !== 'contiguous-file')
        listing.ignored.push({ file: shownName, reason: 'a link, pipe or device' });
      else if ((entry.header.size ?? 0) > maximumEntryBytes)
        listing.unusable.push({ file: shownName, reason: 'too large: more than 128 MB' });
      else if (await isSourceEntry(entryName, shownName, listing, async () => head)) sources.add(number);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof TooMuch)
      return unusableListing({ file: name, reason: `refused: ${error.message}`, path });
    listing.unusable.push({ file: name, reason: 'the archive is damaged or cut off', path });
    // The entry that the damage was met in is not whole.
    sources.delete(number);
  }
  const last = Math.max(-1, ...sources);
  return {
    ...listing,
    total: sources.size,
    async *open(signal) {
      if (sources.size === 0) return;
      let number = -1;
      for await (const entry of entriesOf(path, isGzipped, limit)) {
        signal.throwIfAborted();
        number += 1;
        if (!sources.has(number)) {
          await takeEntry(entry, 0);
          continue;
        }
        const { head: bytes } = await takeEntry(entry, maximumEntryBytes);
        yield {
          name: `${name}/${entry.header.name}`,
          stamp,
          read: async () => ({ kind: 'encoded', bytes }),
        };
        if (number === last) return;
      }
    },
  };
}

/** Reads an entry to its end and keeps its first bytes. */
async function takeEntry(entry: Entry, keepBytes: number): Promise<{ head: Buffer }> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of entry as AsyncIterable<Buffer>) {
    if (length < keepBytes) parts.push(part);
    length += part.length;
  }
  return { head: Buffer.concat(parts).subarray(0, keepBytes) };
}

async function* entriesOf(path: string, isGzipped: boolean, limit: number): AsyncGenerator<Entry, void> {
  const file = createReadStream(path);
  const gunzip = isGzipped ? createGunzip() : undefined;
  if (gunzip !== undefined) file.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  const tar = extract();
  // Fails through the reader of the entries.
  void feed(gunzip ?? file, tar, limit);
  try {
    for await (const entry of tar) yield entry;
  } finally {
    file.destroy();
    gunzip?.destroy();
    tar.destroy();
  }
}

async function feed(bytes: AsyncIterable<Buffer>, tar: Extract, limit: number): Promise<void> {
  let total = 0;
  try {
    for await (const part of bytes) {
      total += part.length;
      if (total > limit) throw new TooMuch('it unpacks to far too much');
      if (!tar.write(part) && !tar.destroyed) await drained(tar);
      if (tar.destroyed) return;
    }
    tar.end(undefined);
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

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
