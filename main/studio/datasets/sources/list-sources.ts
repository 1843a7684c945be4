import { mapInOrder } from '../../base/in-order.ts';
import { type ContainerKind, claimsPicture, kindOf } from './file-kinds.ts';
import { kindInside } from './gzip.ts';
import { listIdx } from './idx.ts';
import { labelsOfDigits, notAPicture } from './ignore-rules.ts';
import { maximumFileBytes, maximumUnpackedBytes } from './limits.ts';
import { readHead, readStamp, readWhole } from './read-file.ts';
import { ignoredListing, type Listing, unusableListing } from './source.ts';
import { listTar } from './tar.ts';
import { UnusableFile } from './unusable-file.ts';
import { type FoundFile, walk } from './walk.ts';
import { listZip } from './zip.ts';

/** Files whose first bytes are read at once. */
const lanes = 16;

/**
 * Everything that can be imported below the chosen paths: picture files by their content, whatever they are called, and
 * pictures in ZIP, TAR and IDX files. Throws PATH_NOT_FOUND or PATH_UNREADABLE for a chosen path that is not there.
 */
export async function listSources(paths: readonly string[], signal: AbortSignal): Promise<Listing> {
  const { files, ignored, unusable } = await walk(paths, signal);
  const listings: Listing[] = [];
  for await (const listing of mapInOrder(files, lanes, signal, listFile)) listings.push(listing);
  return {
    total: listings.reduce((sum, { total }) => sum + total, 0),
    ignored: [...ignored, ...listings.flatMap((listing) => listing.ignored)],
    unusable: [...unusable, ...listings.flatMap((listing) => listing.unusable)],
    async *open(openSignal) {
      for (const listing of listings) yield* listing.open(openSignal);
    },
  };
}

interface File extends FoundFile {
  stamp: string;
  sizeBytes: number;
}

const containers: Record<ContainerKind, (file: File) => Promise<Listing>> = {
  zip: ({ path, name, stamp, sizeBytes }) => listZip(path, name, stamp, sizeBytes),
  tar: ({ path, name, stamp, sizeBytes }) => listTar(path, name, stamp, sizeBytes, false),
  idx: (file) => readWholly(file, ({ path, name, stamp }) => listIdx(path, name, stamp)),
  gzip: listGzip,
};

/** A name that ends as a picture's is believed until the file is read, which spares every photo a second opening. */
async function listFile(found: FoundFile): Promise<Listing> {
  const { path, name, isChosen } = found;
  try {
    const file = { ...found, ...(await readStamp(path)) };
    if (claimsPicture(path) && file.sizeBytes > 0) return await readWholly(file, single);
    const kind = await kindOf(await readHead(path), path);
    if (kind.type === 'picture') return await readWholly(file, single);
    if (kind.type === 'container') return await containers[kind.container](file);
    if (kind.type === 'unsupported') return unusableListing({ file: name, reason: kind.reason, path });
    if (kind.type === 'labels') return ignoredListing({ file: name, reason: labelsOfDigits });
    if (!(isChosen || claimsPicture(path))) return ignoredListing({ file: name, reason: notAPicture });
    const reason = file.sizeBytes === 0 ? 'an empty file' : 'not a picture that can be read';
    return unusableListing({ file: name, reason, path });
  } catch (error) {
    if (error instanceof UnusableFile) return unusableListing({ file: name, reason: error.message, path });
    throw error;
  }
}

async function listGzip(file: File): Promise<Listing> {
  const { path, name, stamp, sizeBytes, isChosen } = file;
  const inside = await kindInside(path);
  if (inside.type === 'container' && inside.container === 'tar')
    return listTar(path, name, stamp, sizeBytes, true);
  if (inside.type === 'container' && inside.container === 'idx')
    return readWholly(file, () => listIdx(path, name, stamp, maximumUnpackedBytes(sizeBytes)));
  if (inside.type === 'picture') {
    return unusableListing({ file: name, reason: 'a picture packed with gzip; unpack it first', path });
  }
  if (!isChosen) return ignoredListing({ file: name, reason: notAPicture });
  return unusableListing({ file: name, reason: 'there are no pictures in it that can be read', path });
}

const readWholly = async (file: File, list: (file: File) => Listing | Promise<Listing>): Promise<Listing> =>
  file.sizeBytes <= maximumFileBytes
    ? list(file)
    : unusableListing({ file: file.name, reason: 'too large: more than 512 MB', path: file.path });

const single = ({ path, name, stamp }: File): Listing => ({
  total: 1,
  ignored: [],
  unusable: [],
  async *open() {
    yield {
      name,
      path,
      stamp,
      async read() {
        const bytes = await readWhole(path);
        const kind = await kindOf(bytes, path);
        if (kind.type === 'unsupported') throw new UnusableFile(kind.reason);
        if (kind.type !== 'picture') throw new UnusableFile('not a picture that can be read');
        return { kind: 'encoded', bytes };
      },
    };
  },
});
