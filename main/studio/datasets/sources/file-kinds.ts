import { extname } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';

/** Bytes at the start of a file by which its kind is told. */
export const headBytes = 4100;

export type ContainerKind = 'zip' | 'tar' | 'gzip' | 'idx';

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
const raw = unsupported('camera raw files cannot be read; export them as JPEG');
const otherArchive = unsupported('archives of this kind cannot be read; unpack it first, or save it as ZIP');
const rare = unsupported('pictures of this kind cannot be read; save them as JPEG or PNG');

const kindByMime: Readonly<Record<string, FileKind>> = {
  'image/jpeg': picture,
  'image/png': picture,
  'image/apng': picture,
  'image/webp': picture,
  'image/avif': picture,
  'image/gif': picture,
  'image/tiff': picture,
  'image/bmp': picture,
  'image/heic': heic,
  'image/heif': heic,
  'image/heic-sequence': heic,
  'image/heif-sequence': heic,
  'image/svg+xml': drawing,
  'image/x-canon-cr2': raw,
  'image/x-canon-cr3': raw,
  'image/x-nikon-nef': raw,
  'image/x-sony-arw': raw,
  'image/x-adobe-dng': raw,
  'image/x-panasonic-rw2': raw,
  'image/x-olympus-orf': raw,
  'image/x-fujifilm-raf': raw,
  'application/zip': container('zip'),
  'application/x-tar': container('tar'),
  'application/gzip': container('gzip'),
  'application/x-7z-compressed': otherArchive,
  'application/x-rar-compressed': otherArchive,
  'application/x-bzip2': otherArchive,
  'application/x-xz': otherArchive,
  'application/zstd': otherArchive,
};

/** Endings that claim to be a picture: a file that has one and is none is reported, not passed over. */
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

export const claimsPicture = (path: string) => pictureEndings.has(extname(path).slice(1).toLowerCase());

export async function kindOf(head: Uint8Array): Promise<FileKind> {
  const own = ownKinds.find(({ matches }) => matches(head));
  if (own !== undefined) return own.kind;
  const found = await fileTypeFromBuffer(head);
  if (found === undefined) return { type: 'unknown' };
  return kindByMime[found.mime] ?? (found.mime.startsWith('image/') ? rare : { type: 'unknown' });
}

const startsWith = (head: Uint8Array, bytes: number[]) => bytes.every((byte, i) => head[i] === byte);

/** Kinds that the library does not know. */
const ownKinds: readonly { matches(head: Uint8Array): boolean; kind: FileKind }[] = [
  // Unsigned bytes in three dimensions: pictures; in one: their labels (yann.lecun.com/exdb/mnist).
  { matches: (head) => startsWith(head, [0, 0, 8, 3]), kind: container('idx') },
  { matches: (head) => startsWith(head, [0, 0, 8, 1]), kind: { type: 'labels' } },
  { matches: (head) => /^P[1-6]\s/.test(text(head, 3)), kind: picture },
  {
    matches: (head) =>
      /^\s*(<\?xml|<!--|<!DOCTYPE svg|<svg)/i.test(text(head, 256)) &&
      /<svg[\s>]/i.test(text(head, headBytes)),
    kind: drawing,
  },
];

const text = (head: Uint8Array, length: number) => Buffer.from(head.subarray(0, length)).toString('latin1');
