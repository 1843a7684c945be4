import { dirname } from 'node:path';
import { mapInOrder } from '../../base/in-order.ts';
import { kindInside, type Packing } from './archives/packing.ts';
import { listTar } from './archives/tar.ts';
import { listZip } from './archives/zip.ts';
import { copyAgain, splitArchive } from './archives/zip-directory.ts';
import { hasZipEnd } from './archives/zip-end.ts';
import {
  type ContainerKind,
  claimsArchive,
  claimsPicture,
  type FileKind,
  isPartOfArchive,
  kindOf,
  mayUnpackItself,
} from './file-kinds.ts';
import { listIdx } from './idx.ts';
import { labelsOfDigits, notAPicture } from './ignore-rules.ts';
import { maximumFileBytes, maximumUnpackedBytes } from './limits.ts';
import { emptyFile, nestedArchive, notReadable, pictureContent } from './picture-content.ts';
import { readHead, readStamp, readWhole, withFile } from './read-file.ts';
import { ignoredListing, type Listing, unusableListing } from './source.ts';
import { isLostDevice, isStillThere, sourceGone } from './source-place.ts';
import { UnreadableFile, UnusableFile } from './unusable-file.ts';
import { type FoundFile, type Walk, walk } from './walk.ts';

/** How far a search for sources is. */
export interface ListingProgress {
  /** Files seen so far, those in archives not among them. */
  files: number;
  /** Present while archives are read: the one that is read now, and bytes of all of them. */
  archives?: { name: string; doneBytes: number; totalBytes: number };
}

/** Files whose first bytes are read at once. */
const lanes = 16;

/**
 * Everything that can be imported below the chosen paths: picture files by their content, whatever they are called, and
 * pictures in ZIP, TAR and IDX files. Throws PATH_NOT_FOUND or PATH_UNREADABLE for a chosen path that is not there, and
 * SOURCE_GONE for a folder that goes away meanwhile.
 */
export async function listSources(
  paths: readonly string[],
  signal: AbortSignal,
  onProgress: (progress: ListingProgress) => void = () => undefined,
): Promise<FoundSources> {
  const { files, ignored, unusable, places, seen } = await walk(paths, signal, (seen) =>
    onProgress({ files: seen }),
  );
  const looked: (Listing | Container)[] = [];
  /** Folders that must still be there in the end: those that were chosen, and those of files that cannot be read. */
  const doubtful = new Set(paths);
  const doubt = (path: string) => void doubtful.add(dirname(path));
  const looking = mapInOrder(files, lanes, signal, (file) => orUnusable(file, doubt, () => look(file)));
  for await (const found of looking) looked.push(found);
  const listings = await openContainers(looked, signal, doubt, (archives) =>
    onProgress({ files: files.length + ignored.length + unusable.length, archives }),
  );
  for (const path of doubtful) {
    const place = places.get(path);
    if (place !== undefined && !(await isStillThere(place))) throw sourceGone(path);
  }
  return {
    total: listings.reduce((sum, { total }) => sum + total, 0),
    places,
    seen,
    ignored: [...ignored, ...listings.flatMap((listing) => listing.ignored)],
    unusable: [...unusable, ...listings.flatMap((listing) => listing.unusable)],
    async *open(openSignal) {
      for (const listing of listings) yield* listing.open(openSignal);
    },
  };
}

/** Everything that was found, and where. */
export interface FoundSources extends Listing, Pick<Walk, 'places' | 'seen'> {}

interface File extends FoundFile {
  stamp: string;
  sizeBytes: number;
}

/** A file that holds others: it is opened when all files are known, so that it can be said how much there is to read. */
interface Container {
  kind: ContainerKind;
  file: File;
}

/** A name that ends as a picture's is believed until the file is read, which spares every photo a second opening. */
async function look(found: FoundFile): Promise<Listing | Container> {
  const { path, name, isChosen } = found;
  const file = { ...found, ...(await readStamp(path)) };
  if (claimsPicture(path) && file.sizeBytes > 0) return single(file);
  const kind = await kindOf(await readHead(path), path);
  const refuse = (reason: string) => unusableListing({ file: name, reason, path });
  if (kind.type === 'picture') return single(file);
  if (isPartOfArchive(path)) return refuse(splitArchive);
  if (kind.type === 'container') return { kind: kind.container, file };
  if (kind.type === 'unsupported') return refuse(kind.reason);
  if (kind.type === 'labels') return ignoredListing({ file: name, reason: labelsOfDigits });
  if (mayUnpackItself(path) && (await withFile(path, (handle) => hasZipEnd(handle, file.sizeBytes))))
    return { kind: 'zip', file };
  if (file.sizeBytes === 0 && (isChosen || claimsPicture(path))) return refuse(emptyFile);
  if (claimsArchive(path)) return refuse(`damaged, or no archive of a kind that can be read; ${copyAgain}`);
  return isChosen || claimsPicture(path)
    ? refuse(notReadable)
    : ignoredListing({ file: name, reason: notAPicture });
}

/** A file that cannot be used becomes a listing that says why; `doubt` is told of one that the system does not let be read. */
async function orUnusable<T>(
  { name, path }: FoundFile,
  doubt: (path: string) => void,
  work: () => Promise<T>,
): Promise<T | Listing> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnreadableFile) {
      if (isLostDevice(error.code)) throw sourceGone(path, error);
      doubt(path);
    }
    if (error instanceof UnusableFile) return unusableListing({ file: name, reason: error.message, path });
    throw error;
  }
}

async function openContainers(
  looked: readonly (Listing | Container)[],
  signal: AbortSignal,
  doubt: (path: string) => void,
  onProgress: (archives: NonNullable<ListingProgress['archives']>) => void,
): Promise<Listing[]> {
  const isContainer = (found: Listing | Container): found is Container => 'kind' in found;
  const totalBytes = looked.filter(isContainer).reduce((sum, { file }) => sum + file.sizeBytes, 0);
  let doneBytes = 0;
  const listings: Listing[] = [];
  for (const found of looked) {
    signal.throwIfAborted();
    if (!isContainer(found)) {
      listings.push(found);
      continue;
    }
    const { kind, file } = found;
    const onRead = (bytes: number) =>
      onProgress({ name: file.name, doneBytes: doneBytes + bytes, totalBytes });
    onRead(0);
    listings.push(await orUnusable(file, doubt, () => containers[kind](file, { signal, onRead })));
    doneBytes += file.sizeBytes;
  }
  return listings;
}

interface OpenOptions {
  signal: AbortSignal;
  onRead(bytes: number): void;
}

const containers: Record<ContainerKind, (file: File, options: OpenOptions) => Promise<Listing>> = {
  zip: (file, { signal, onRead }) => listZip(file, signal, onRead),
  tar: (file, options) => listTar(file, { ...options, packing: undefined }),
  idx: async (file) => wholly(file, ({ path, name, stamp }) => listIdx(path, name, stamp)),
  gzip: (file, options) => listPacked(file, 'gzip', options),
  zstd: (file, options) => listPacked(file, 'zstd', options),
};

async function listPacked(file: File, packing: Packing, options: OpenOptions): Promise<Listing> {
  const { path, name, stamp, sizeBytes, isChosen } = file;
  const inside = await kindInside(path, packing);
  const isOf = (container: ContainerKind) => inside.type === 'container' && inside.container === container;
  if (isOf('tar')) return listTar(file, { ...options, packing });
  if (isOf('idx') && packing === 'gzip')
    return wholly(file, () => listIdx(path, name, stamp, maximumUnpackedBytes(sizeBytes)));
  const reason = packedReasons[inside.type];
  return reason === undefined && !isChosen
    ? ignoredListing({ file: name, reason: notAPicture })
    : unusableListing({ file: name, reason: reason ?? 'there are no pictures in it that can be read', path });
}

/** Why a single packed file is not to be overlooked. */
const packedReasons: Readonly<Partial<Record<FileKind['type'], string>>> = {
  picture: 'a picture packed by itself; unpack it first',
  unsupported: 'a picture or an archive of another kind, packed by itself; unpack it first',
  container: nestedArchive,
};

const wholly = async (file: File, list: (file: File) => Listing | Promise<Listing>): Promise<Listing> =>
  file.sizeBytes <= maximumFileBytes
    ? list(file)
    : unusableListing({ file: file.name, reason: 'too large: more than 512 MB', path: file.path });

const single = (file: File): Promise<Listing> =>
  wholly(file, ({ path, name, stamp }) => ({
    total: 1,
    ignored: [],
    unusable: [],
    async *open() {
      yield { name, path, stamp, read: async () => pictureContent(await readWhole(path), path) };
    },
  }));
