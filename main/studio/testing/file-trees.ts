import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { pack } from 'tar-stream';
import { pngOf } from './hostile-bytes.ts';
import { zip } from './zip-bytes.ts';

/** What becomes of a file when sources are listed and read. */
export type FileFate = 'picture' | 'unusable' | 'ignored';
export type FateCounts = Record<FileFate, number>;

/** A file to be written, with the fates of what is seen in it: one file, or the entries of an archive. */
export interface TreeFile {
  path: string;
  /** For people, when a test fails. */
  about: string;
  bytes(): Promise<Buffer>;
  fates: FateCounts;
  /** True for an archive that is cut off: it must be named; how many of its entries can be seen is not known. */
  isCut: boolean;
}

/** Folders of files at random: pictures, twins, unusable files, junk of drives and programs, and archives of all these. */
export const fileTrees = (): fc.Arbitrary<TreeFile[]> =>
  fc
    .array(fc.oneof(leaf.map(asFile), archive.map(asArchive)), { maxLength: 10 })
    .map((files) => files.map((file, i) => ({ ...file, path: `${i}/${file.path}` })));

export async function writeTree(folder: string, files: readonly TreeFile[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), await bytes());
  }
}

export const sumFates = (all: readonly FateCounts[]): FateCounts => ({
  picture: all.reduce((sum, { picture }) => sum + picture, 0),
  unusable: all.reduce((sum, { unusable }) => sum + unusable, 0),
  ignored: all.reduce((sum, { ignored }) => sum + ignored, 0),
});

interface Leaf {
  path: string;
  content: Buffer;
  fate: FileFate;
}

/** A grey picture of its own for each number. */
function picture(seed: number): Buffer {
  const side = 40;
  // A byte that names a filter stands before each row.
  const rows = Array.from({ length: side * (side + 1) }, (_, i) =>
    i % (side + 1) === 0 ? 0 : (i * seed) & 255,
  );
  return pngOf(side, side, deflateSync(Buffer.from(rows)));
}

const leaf: fc.Arbitrary<Leaf> = fc
  .tuple(
    fc.constantFrom<[string, FileFate]>(
      ['photo.png', 'picture'],
      ['without-ending', 'picture'],
      ['My.photoslibrary/originals/0/photo.png', 'picture'],
      ['words.jpg', 'unusable'],
      ['empty.jpg', 'unusable'],
      ['phone.heic', 'unusable'],
      ['words.txt', 'ignored'],
      ['Thumbs.db', 'ignored'],
      ['.hidden.png', 'ignored'],
      ['._photo.png', 'ignored'],
      ['__MACOSX/photo.png', 'ignored'],
      ['.private/photo.png', 'ignored'],
      ['#recycle/photo.png', 'ignored'],
      ['@eaDir/photo.png/SYNOPHOTO_THUMB_M.png', 'ignored'],
      ['My.photoslibrary/resources/derivatives/photo.png', 'ignored'],
    ),
    fc.nat(6),
  )
  .map(([[path, fate], seed]) => ({ path, fate, content: contentOf(path, seed) }));

function contentOf(path: string, seed: number): Buffer {
  if (path.startsWith('empty')) return Buffer.alloc(0);
  if (path.startsWith('words')) return Buffer.from('words');
  if (path.endsWith('heic'))
    return Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1'), Buffer.alloc(99)]);
  return picture(seed + 1);
}

const only = (fate: FileFate): FateCounts => ({ picture: 0, unusable: 0, ignored: 0, [fate]: 1 });

const asFile = ({ path, content, fate }: Leaf): TreeFile => ({
  path,
  about: path,
  bytes: async () => content,
  fates: only(fate),
  isCut: false,
});

/** Folders as people of the encodings' countries call them; some hold a byte that looks like a backslash. */
const folders: Record<string, string> = {
  utf8: 'Größe',
  cp932: '写真/表/能/ソ',
  gbk: '照片/乗',
  big5: '相片/功/許',
  cp949: '사진',
  win1252: 'Été',
};

const archive = fc.record({
  kind: fc.constantFrom('zip', 'tar', 'tgz', 'tar.zst', 'nested.zip'),
  entries: fc.array(leaf, { minLength: 1, maxLength: 6 }),
  encoding: fc.constantFrom(...Object.keys(folders)),
  harm: fc.constantFrom('none', 'none', 'encrypted', 'joined', 'behind other data', 'long', 'cut'),
  cutAt: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
});
type Archive = typeof archive extends fc.Arbitrary<infer Value> ? Value : never;

function asArchive({ kind, entries, encoding, harm, cutAt }: Archive): TreeFile {
  const isZip = kind.endsWith('zip');
  const named = entries.map((entry, i) => ({ ...entry, path: `${folders[encoding]}/${i}/${entry.path}` }));
  const isEncrypted = isZip && harm === 'encrypted';
  const fates = sumFates(
    named
      .map(({ fate }) => only(isEncrypted && fate === 'picture' ? 'unusable' : fate))
      .concat(kind === 'nested.zip' ? only('unusable') : []),
  );
  // What is encrypted cannot be told for a picture or not, except by its name.
  const hidden = isEncrypted ? named.filter(({ path }) => path.endsWith('words.txt')).length : 0;
  return {
    path: `a.${kind}`,
    about: `${kind} in ${encoding}, ${harm}: ${named.map(({ path }) => path).join(', ')}`,
    fates: { ...fates, ignored: fates.ignored - hidden, unusable: fates.unusable + hidden },
    isCut: harm === 'cut',
    async bytes() {
      const whole = isZip ? zipped(named, { kind, encoding, harm }) : await tarred(named, kind);
      // The zeros that end a TAR archive may be missing in part.
      const filled = kind === 'tar' ? whole.length - 1024 : whole.length;
      return harm === 'cut' ? whole.subarray(0, Math.max(1, Math.floor(filled * cutAt))) : whole;
    },
  };
}

function zipped(
  entries: readonly Leaf[],
  { kind, encoding, harm }: Pick<Archive, 'kind' | 'encoding' | 'harm'>,
) {
  const raw = entries.map(({ path, content }) => [iconv.encode(path, encoding), content] as const);
  const inner = kind === 'nested.zip' ? [[Buffer.from('inner.zip'), zip(raw)] as const] : [];
  const all = [...raw, ...inner];
  if (harm === 'joined') return Buffer.concat([zip(all.slice(0, 1)), zip(all.slice(1))]);
  return zip(all, {
    flags: harm === 'encrypted' ? 1 : 0,
    isDeflated: harm === 'none',
    isLong: harm === 'long',
    ...(harm === 'behind other data' ? { before: Buffer.alloc(5000, 'MZ') } : {}),
  });
}

async function tarred(entries: readonly Leaf[], kind: string): Promise<Buffer> {
  const tar = pack();
  for (const { path, content } of entries) tar.entry({ name: path }, content);
  tar.finalize();
  const bytes = await buffer(tar);
  if (kind === 'tgz') return gzipSync(bytes);
  return kind === 'tar.zst' ? zstdCompressSync(bytes) : bytes;
}
