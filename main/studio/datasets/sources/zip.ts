import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { isSourceEntry } from './archive-entry.ts';
import { headBytes } from './file-kinds.ts';
import { maximumEntries, maximumEntryBytes, maximumUnpackedBytes } from './limits.ts';
import { type Listing, type UnusableSource, unusableListing } from './source.ts';
import { UnusableFile } from './unusable-file.ts';

/** yauzl must not refuse a whole archive for one bad name: names are decoded and checked by us. */
const options = { autoClose: false, decodeStrings: false, validateEntrySizes: true } as const;

/** Pictures in a ZIP archive, read from it one at a time. */
export async function listZip(
  path: string,
  name: string,
  stamp: string,
  sizeBytes: number,
): Promise<Listing> {
  const listing: Pick<Listing, 'ignored' | 'unusable'> = { ignored: [], unusable: [] };
  const sources = new Set<number>();
  let count = 0;
  let unpackedBytes = 0;
  try {
    const zip = await yauzl.openPromise(path, options);
    try {
      if (zip.entryCount > maximumEntries) return refused(path, name, 'more than a million entries');
      for await (const entry of zip.eachEntry()) {
        const number = count++;
        const entryName = decodeName(entry);
        if (entryName.endsWith('/')) continue;
        const shownName = `${name}/${entryName}`;
        unpackedBytes += entry.uncompressedSize;
        if (unpackedBytes > maximumUnpackedBytes(sizeBytes))
          return refused(path, name, 'it unpacks to far too much');
        const problem = problemOf(entry);
        if (problem !== undefined) listing.unusable.push({ file: shownName, reason: problem });
        else if (await isSourceEntry(entryName, shownName, listing, () => readHead(zip, entry)))
          sources.add(number);
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    if (sources.size === 0 && listing.unusable.length === 0) return unusableListing(damaged(path, name));
    listing.unusable.push(damaged(path, name));
    if (!(error instanceof Error)) throw error;
  }
  return {
    ...listing,
    total: sources.size,
    async *open(signal) {
      if (sources.size === 0) return;
      const zip = await yauzl.openPromise(path, options);
      let number = 0;
      const last = [...sources].reduce((highest, source) => Math.max(highest, source), -1);
      try {
        for await (const entry of zip.eachEntry()) {
          signal.throwIfAborted();
          if (!sources.has(number++)) continue;
          const content = await readEntry(zip, entry);
          yield {
            name: `${name}/${decodeName(entry)}`,
            stamp,
            async read() {
              if (content === undefined) throw new UnusableFile('damaged in the archive');
              return { kind: 'encoded', bytes: content };
            },
          };
          // The rest of a damaged directory is accounted for in the listing.
          if (number > last) return;
        }
      } finally {
        zip.close();
      }
    },
  };
}

const damaged = (path: string, name: string): UnusableSource => ({
  file: name,
  reason: 'the archive is damaged or cut off',
  path,
});

const refused = (path: string, name: string, why: string) =>
  unusableListing({ file: name, reason: `refused: ${why}`, path });

/** Types say string; with `decodeStrings: false` it is the raw bytes. */
const decodeName = (entry: yauzl.Entry): string =>
  yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);

function problemOf(entry: yauzl.Entry): string | undefined {
  if (entry.isEncrypted()) return 'encrypted; unpack the archive with its password first';
  if (!entry.canDecodeFileData())
    return 'compressed in a way that cannot be read; save the archive as plain ZIP';
  if (entry.uncompressedSize > maximumEntryBytes) return 'too large: more than 128 MB';
  return undefined;
}

/** Empty when the entry is damaged: reading the whole of it says so later. */
async function readHead(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const part of stream as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length >= headBytes) break;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  return Buffer.concat(parts).subarray(0, headBytes);
}

/** yauzl ends the stream with an error when more comes than the directory says. */
async function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Buffer | undefined> {
  try {
    return await buffer(await zip.openReadStreamPromise(entry));
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
