import { extname } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { isAvif, isBmp, isNetpbm, isOtherRaw, isTiff, textAt } from './marks.ts';

/** Bytes at the start of a file by which its kind is told. */
export const headBytes = 4100;

export type ContainerKind = 'zip' | 'tar' | 'gzip' | 'zstd' | 'idx';

/** What a file is by its content, whatever it is called. */
export type FileKind =
  | { type: 'picture' }
  | { type: 'container'; container: ContainerKind }
  /** A picture of a kind that cannot be read, or an archive of one. */
  | { type: 'unsupported'; reason: string }
  /** Labels that belong to digits. */
  | { type: 'labels' }
  | { type: 'unknown' };

const picture: FileKind = { type: 'picture' };
const unsupported = (reason: string): FileKind => ({ type: 'unsupported', reason });
const container = (kind: ContainerKind): FileKind => ({ type: 'container', container: kind });

const heic = unsupported(
  'HEIC pictures cannot be read here; save them as JPEG, or choose "Most compatible" in the phone’s camera settings',
);
const drawing = unsupported('drawings (SVG) are not photos');
/** Raw files of cameras: their own advice, whether a name or the content says so. */
export const cameraRaw = 'camera raw files cannot be read; export them as JPEG';
const raw = unsupported(cameraRaw);
const otherArchive = (kind: string) =>
  unsupported(`archives of this kind (${kind}) cannot be read; unpack it first, or save it as ZIP`);
const rare = unsupported('pictures of this kind cannot be read; save them as JPEG or PNG');

const kindByMime: Readonly<Record<string, FileKind>> = {
  'image/jpeg': picture,
  'image/png': picture,
  'image/apng': picture,
  'image/webp': picture,
  'image/avif': picture,
  'image/gif': picture,
  'image/heic': heic,
  'image/heif': heic,
  'image/heic-sequence': heic,
  'image/heif-sequence': heic,
  'image/svg+xml': drawing,
  'image/x-canon-cr3': raw,
  'image/x-fujifilm-raf': raw,
  'application/zip': container('zip'),
  'application/x-tar': container('tar'),
  'application/gzip': container('gzip'),
  'application/zstd': container('zstd'),
  'application/x-7z-compressed': otherArchive('7z'),
  'application/x-rar-compressed': otherArchive('RAR'),
  'application/x-bzip2': otherArchive('bzip2'),
  'application/x-xz': otherArchive('xz'),
  'application/x-lzip': otherArchive('lzip'),
  'application/x-compress': otherArchive('compress'),
  'application/x-lz4': otherArchive('LZ4'),
  'application/vnd.ms-cab-compressed': otherArchive('CAB'),
  'application/x-cpio': otherArchive('cpio'),
  'application/x-apple-diskimage': otherArchive('disk image'),
};

/** Endings that claim to be a picture: a file that has one and is not a picture is reported, not passed over. */
const pictureEndings = new Set(
  ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'avif', 'gif', 'tif', 'tiff', 'bmp', 'dib'].concat([
    'pgm',
    'ppm',
    'pbm',
    'pnm',
    'heic',
    'heif',
    'svg',
  ]),
);

/** Endings of raw files that are TIFF inside; where their main picture is may stand anywhere in them. */
const rawEndings = new Set(
  [
    '3fr',
    'arw',
    'cap',
    'cr2',
    'dcr',
    'dng',
    'eip',
    'erf',
    'fff',
    'gpr',
    'iiq',
    'k25',
    'kdc',
    'mdc',
    'mef',
  ].concat(['mos', 'mrw', 'nef', 'nrw', 'orf', 'pef', 'raw', 'rw2', 'rwl', 'rwz', 'sr2', 'srf', 'srw']),
);

/** Endings that claim to be an archive, for the same reason. */
const archiveEndings = new Set(
  ['zip', 'zipx', 'cbz', 'tar', 'tgz', 'tbz2', 'txz', 'gz', 'bz2', 'xz', 'zst', '7z', 'rar'].concat([
    'cbr',
    'cb7',
  ]),
);

export const claimsArchive = (path: string) => archiveEndings.has(endingOf(path));

/** ZIP archives may have other data before them, such as the program that unpacks them. */
export const mayUnpackItself = (path: string) => /\.(zip|zipx|cbz|exe)$/i.test(path);

/** Names of the second and later parts of an archive in several files; they begin with nothing that tells what they are. */
export const isPartOfArchive = (path: string) =>
  /\.((zip|7z|rar|tar|tgz|gz)\.\d{2,4}|z\d\d|r\d\d|part\d+\.rar)$/i.test(path);

const endingOf = (path: string) => extname(path).slice(1).toLowerCase();

export const claimsPicture = (path: string) => pictureEndings.has(endingOf(path));

/**
 * What a file is, by its first bytes or all of them. A TIFF is a picture here unless its name is that of a raw file: its
 * directory, which may stand at its end, is read when it is opened.
 */
export async function kindOf(head: Uint8Array, path = ''): Promise<FileKind> {
  if (isTiff(head)) return rawEndings.has(endingOf(path)) ? raw : picture;
  const own = ownKinds.find(({ matches }) => matches(head));
  if (own !== undefined) return own.kind;
  const found = await fileTypeFromBuffer(head);
  // Two letters are too few: what is a BMP is known above.
  if (found === undefined || found.mime === 'image/bmp') return { type: 'unknown' };
  return kindByMime[found.mime] ?? (found.mime.startsWith('image/') ? rare : { type: 'unknown' });
}

const startsWith = (head: Uint8Array, bytes: number[]) => bytes.every((byte, i) => head[i] === byte);

/** Kinds that the library does not know. */
const ownKinds: readonly { matches(head: Uint8Array): boolean; kind: FileKind }[] = [
  // An archive in several parts that fitted into one begins with the mark of the first part.
  { matches: (head) => textAt(head, 0, 6) === 'PK00PK', kind: container('zip') },
  // Unsigned bytes in three dimensions: pictures; in one: their labels (yann.lecun.com/exdb/mnist).
  { matches: (head) => startsWith(head, [0, 0, 8, 3]), kind: container('idx') },
  { matches: (head) => startsWith(head, [0, 0, 8, 1]), kind: { type: 'labels' } },
  { matches: (head) => isBmp(head) || isNetpbm(head) || isAvif(head), kind: picture },
  { matches: isOtherRaw, kind: raw },
  {
    matches: (head) =>
      /^\s*(<\?xml|<!--|<!DOCTYPE svg|<svg)/i.test(textAt(head, 0, 256)) &&
      /<svg[\s>]/i.test(textAt(head, 0, headBytes)),
    kind: drawing,
  },
];
