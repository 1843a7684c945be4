import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { zip } from '../../testing/zip-bytes.ts';
import { listSources } from './list-sources.ts';
import { UnusableFile } from './unusable-file.ts';

const path = tempFolderPerTest();
const png = await sharp({ create: { width: 30, height: 30, channels: 3, background: '#456' } })
  .png()
  .toBuffer();
const list = (...paths: string[]) => listSources(paths, new AbortController().signal);
const names = async (listing: Awaited<ReturnType<typeof list>>) => {
  const found: string[] = [];
  for await (const { name } of listing.open(new AbortController().signal)) found.push(name);
  return found;
};

/** Why the first source that cannot be read is refused. */
async function refusal(listing: Awaited<ReturnType<typeof list>>): Promise<string | undefined> {
  for await (const source of listing.open(new AbortController().signal)) {
    try {
      await source.read();
    } catch (error) {
      return error instanceof UnusableFile ? error.message : String(error);
    }
  }
  return undefined;
}

/** Runs as a user who may read only what is open to all; tests often run as one who may read everything. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  chmodSync(path(), 0o755);
  process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('listSources', () => {
  it('walks folders in order, goes by content, names files as the user would', async () => {
    mkdirSync(path('photos', 'b', 'deep'), { recursive: true });
    mkdirSync(path('photos', '.hidden'));
    for (const name of ['z.jpg', 'a', 'b/deep/c.txt', '.hidden/d.jpg', '.DS_Store'])
      writeFileSync(path('photos', name), png);
    writeFileSync(path('photos', 'notes.txt'), 'words');
    writeFileSync(path('photos', 'words.jpg'), 'words');
    const listing = await list(path('photos'));
    expect(await names(listing)).toEqual([
      'photos/a',
      'photos/b/deep/c.txt',
      'photos/words.jpg',
      'photos/z.jpg',
    ]);
    expect(listing.total).toBe(4);
    expect(await refusal(listing)).toBe('not a picture that can be read');
    expect(listing.ignored).toEqual([
      { file: 'photos/.DS_Store', reason: 'notes that a Mac keeps beside a file' },
      { file: 'photos/.hidden/d.jpg', reason: 'hidden, or in a hidden folder' },
      { file: 'photos/notes.txt', reason: 'not a picture' },
    ]);
    expect(listing.unusable).toEqual([]);
  });

  it('counts what a network drive keeps beside photos, and follows no link out of it', async () => {
    mkdirSync(path('photos', '@eaDir', 'a.jpg'), { recursive: true });
    mkdirSync(path('photos', '.hidden'));
    mkdirSync(path('photos', 'zoo'));
    for (const name of ['a.jpg', 'zoo/b.jpg', '@eaDir/a.jpg/SYNOPHOTO_THUMB_B.jpg', '@eaDir/a.jpg/x.jpg'])
      writeFileSync(path('photos', name), png);
    symlinkSync(path('photos', 'zoo'), path('photos', '.hidden', 'zoo'));
    const listing = await list(path('photos'));
    expect(await names(listing)).toEqual(['photos/a.jpg', 'photos/zoo/b.jpg']);
    expect(listing.ignored.map(({ file }) => file)).toEqual([
      'photos/.hidden/zoo',
      'photos/@eaDir/a.jpg/SYNOPHOTO_THUMB_B.jpg',
      'photos/@eaDir/a.jpg/x.jpg',
    ]);
    expect(listing.unusable).toEqual([]);
  });

  /** A library as it lies on the disk, with photos of a person beside what it keeps. */
  const libraryFiles = [
    ...['library.sqlite', 'datasets/a/images/000000.png', 'datasets/a/thumbnails/0.webp'],
    ...['gallery/face.png', 'runs/b/samples/000512k.png', 'models/c/faces/0.png'],
  ];
  const ownPhotos = ['me.png', 'datasets.png', 'holiday/gallery/me.png'];
  const keptFiles = (root: string) =>
    libraryFiles.map((file) => ({ file: `${root}/${file}`, reason: 'kept by a Faceloom library' }));

  it.each([
    ['the chosen folder', ''],
    ['a folder in it', 'deep/Faceloom/'],
  ])('leaves out what a library in %s keeps, and says so', async (_where, below) => {
    for (const file of [...libraryFiles, ...ownPhotos]) {
      mkdirSync(path('photos', below, dirname(file)), { recursive: true });
      writeFileSync(path('photos', below, file), png);
    }
    const listing = await list(path('photos'));
    expect((await names(listing)).sort()).toEqual(ownPhotos.map((file) => `photos/${below}${file}`).sort());
    const byName = (a: { file: string }, b: { file: string }) => (a.file < b.file ? -1 : 1);
    expect(listing.ignored.sort(byName)).toEqual(keptFiles(`photos/${below}`.slice(0, -1)).sort(byName));
    expect(listing.unusable).toEqual([]);
  });

  it('takes the pictures of a folder that is merely named as a part of a library', async () => {
    // Of the two marks of a library each folder has one.
    const files = ['one/gallery/a.png', 'one/datasets/b.png', 'two/gallery/c.png', 'two/library.sqlite'];
    for (const file of files) {
      mkdirSync(path('photos', dirname(file)), { recursive: true });
      writeFileSync(path('photos', file), png);
    }
    expect((await names(await list(path('photos')))).sort()).toEqual(
      files.map((file) => `photos/${file}`).sort(),
    );
  });

  it.each(['zip', 'tar'])('leaves out what a library keeps that was packed as %s', async (kind) => {
    const entries = [...libraryFiles, ...ownPhotos].map((file) => [`mine/${file}`, png] as const);
    const file = path(`backup.${kind}`);
    if (kind === 'zip') writeFileSync(file, zip(entries));
    else {
      const tar = pack();
      for (const [name, content] of entries) tar.entry({ name }, content);
      tar.finalize();
      writeFileSync(file, await buffer(tar));
    }
    const listing = await list(file);
    expect(await names(listing)).toEqual(ownPhotos.map((name) => `backup.${kind}/mine/${name}`));
    expect(listing.ignored).toEqual(keptFiles(`backup.${kind}/mine`));
  });

  it('goes down as far as folders go', async () => {
    const depth = 150;
    const deep = path('photos', ...Array.from({ length: depth }, () => 'd'));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'a.png'), png);
    const [name] = await names(await list(path('photos')));
    expect(name.split('/')).toHaveLength(depth + 2);
  });

  it('never ignores a file that was named directly', async () => {
    writeFileSync(path('letter.txt'), 'words');
    expect(await list(path('letter.txt'))).toMatchObject({
      total: 0,
      ignored: [],
      unusable: [{ file: 'letter.txt' }],
    });
  });

  it('follows links to folders elsewhere, and none to a folder that the chosen one lies in', async () => {
    mkdirSync(path('all', 'chosen'), { recursive: true });
    mkdirSync(path('elsewhere'));
    for (const file of [path('all', 'other.png'), path('all', 'chosen', 'a.png'), path('elsewhere', 'b.png')])
      writeFileSync(file, png);
    symlinkSync(path('all'), path('all', 'chosen', 'up'));
    symlinkSync(path('elsewhere'), path('all', 'chosen', 'there'));
    symlinkSync(path('all'), path('elsewhere', 'back'));
    const listing = await list(path('all', 'chosen'));
    expect(await names(listing)).toEqual(['chosen/a.png', 'chosen/there/b.png']);
    const reason = 'a link to a folder that the chosen one lies in';
    expect(listing.ignored).toEqual([
      { file: 'chosen/there/back', reason },
      { file: 'chosen/up', reason },
    ]);
  });

  it('enters each folder once, however links lead to it, and reports links that lead nowhere', async () => {
    mkdirSync(path('photos', 'sub'), { recursive: true });
    writeFileSync(path('photos', 'sub', 'a.jpg'), png);
    symlinkSync(path('photos'), path('photos', 'sub', 'loop'));
    symlinkSync(path('photos', 'sub'), path('photos', 'twin'));
    symlinkSync(path('nowhere'), path('photos', 'dangling.jpg'));
    const listing = await list(path('photos'));
    expect(listing.total).toBe(1);
    expect(listing.unusable).toEqual([{ file: 'photos/dangling.jpg', reason: 'a link that leads nowhere' }]);
  });

  it('says which path is missing', async () => {
    await expect(list(path('nothing'))).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
      data: { subject: path('nothing') },
    });
  });

  it('says what to do about phone pictures', async () => {
    writeFileSync(
      path('a.jpg'),
      Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1'), Buffer.alloc(99)]),
    );
    expect(await refusal(await list(path('a.jpg')))).toMatch(/HEIC.*save them as JPEG/);
  });

  it('says so when a file vanishes between the scan and the reading', async () => {
    mkdirSync(path('photos'));
    for (const name of ['here.png', 'gone.png']) writeFileSync(path('photos', name), png);
    const listing = await list(path('photos'));
    rmSync(path('photos', 'gone.png'));
    expect(await refusal(listing)).toBe('it vanished during the import');
  });

  it('says so when files and folders may not be read', async () => {
    mkdirSync(path('photos', 'locked'), { recursive: true });
    writeFileSync(path('photos', 'open.png'), png);
    writeFileSync(path('photos', 'closed.png'), png);
    chmodSync(path('photos', 'closed.png'), 0);
    chmodSync(path('photos', 'locked'), 0);
    await asNobody(async () => {
      const listing = await list(path('photos'));
      expect(listing.unusable).toEqual([
        { file: 'photos/locked', reason: 'the folder cannot be read (EACCES)' },
      ]);
      expect(await refusal(listing)).toBe('it may not be read');
      expect(listing.total).toBe(2);
    });
    chmodSync(path('photos', 'locked'), 0o700);
  });

  it.runIf(process.platform === 'linux')(
    'says so when a name is not UTF-8 (needs Linux: elsewhere every name is)',
    async () => {
      mkdirSync(path('photos'));
      writeFileSync(
        Buffer.concat([Buffer.from(path('photos', 'caf')), Buffer.from([0xe9]), Buffer.from('.png')]),
        png,
      );
      const listing = await list(path('photos'));
      expect(listing.total + listing.unusable.length).toBe(1);
      expect(listing.unusable[0].reason).toMatch(/not UTF-8.*rename it/);
    },
  );

  it('says why an archive or a part of it is refused', async () => {
    const bomb = zip([['a.png', png]], { claimedSize: 2 ** 31 });
    writeFileSync(path('locked.zip'), zip([['a.png', png]], { flags: 1 }));
    writeFileSync(path('bomb.zip'), bomb);
    writeFileSync(path('cut.zip'), bomb.subarray(0, bomb.length / 2));
    writeFileSync(path('slip.zip'), zip([['../a.png', png]]));
    const { unusable } = await list(...['locked', 'bomb', 'cut', 'slip'].map((name) => path(`${name}.zip`)));
    expect(unusable.map(({ file, reason }) => [file, reason])).toEqual([
      ['locked.zip/a.png', 'encrypted; unpack the archive with its password first'],
      ['bomb.zip', 'refused: it unpacks to far too much'],
      [
        'cut.zip',
        'damaged or cut off: the list of its files, which stands at its end, is missing; copy or download it again',
      ],
      ['slip.zip/../a.png', 'refused: its name leads outside the archive'],
    ]);
  });

  it('reads archives of any size, and refuses a picture that is larger than any photo', async () => {
    // Holes: the files take no room on the disk.
    const sparse = (name: string, parts: [number, Buffer][]) => {
      const file = openSync(path(name), 'w');
      for (const [position, bytes] of parts) writeSync(file, bytes, 0, bytes.length, position);
      closeSync(file);
    };
    const farOut = 600 * 1024 * 1024;
    const small = zip([['holiday/a.png', png]]);
    // A ZIP archive is read from its end, which says where the directory begins.
    const end = small.length - 22;
    const directory = small.readUInt32LE(end + 16);
    const tail = Buffer.from(small.subarray(directory));
    tail.writeUInt32LE(farOut, end - directory + 16);
    sparse('large.zip', [
      [0, small.subarray(0, directory)],
      [farOut, tail],
    ]);
    sparse('large.png', [
      [0, png],
      [farOut, Buffer.alloc(1)],
    ]);
    const listing = await list(path('large.zip'), path('large.png'));
    expect(await names(listing)).toEqual(['large.zip/holiday/a.png']);
    expect(listing.unusable).toMatchObject([{ file: 'large.png', reason: 'too large: more than 512 MB' }]);
  });

  it('accounts for every entry of a tar archive, packed or not, and yields what it listed each time', async () => {
    const entry = fc.tuple(
      fc.constantFrom('a.png', 'b/c.jpg', '../up.png', '.x.png', 'notes.txt', 'd.zip', '__MACOSX/e.png'),
      fc.constantFrom(png, Buffer.from('words'), Buffer.alloc(0)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 9 }), fc.boolean(), async (entries, isPacked) => {
        const tar = pack();
        for (const [i, [name, content]] of entries.entries()) tar.entry({ name: `${i}/${name}` }, content);
        tar.finalize();
        const bytes = await buffer(tar);
        const file = path(isPacked ? 'x.tgz' : 'x.tar');
        writeFileSync(file, isPacked ? gzipSync(bytes) : bytes);
        const listing = await list(file);
        if (entries.length > 0)
          expect(listing.total + listing.ignored.length + listing.unusable.length).toBe(entries.length);
        // A name is believed until the entry is read; an empty one is refused.
        const expected = entries.flatMap(([name, content], i) =>
          (content === png || (/\.(png|jpg)$/.test(name) && content.length > 0)) &&
          !/\.\.|\/\.|^\.|MACOSX/.test(`/${name}`)
            ? [`${isPacked ? 'x.tgz' : 'x.tar'}/${i}/${name}`]
            : [],
        );
        expect(await names(listing)).toEqual(expected);
        expect(await names(listing)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('reads digits by row and column', async () => {
    const pixels = Buffer.from(Array.from({ length: 2 * 3 * 4 }, (_, i) => i * 10));
    const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]);
    writeFileSync(path('digits.gz'), gzipSync(Buffer.concat([header, pixels])));
    const contents = [];
    const listing = await list(path('digits.gz'));
    for await (const source of listing.open(new AbortController().signal)) contents.push(await source.read());
    expect(contents).toMatchObject([
      { kind: 'pixels', width: 4, height: 3, channels: 1 },
      { kind: 'pixels', width: 4, height: 3, channels: 1 },
    ]);
    const [, second] = contents;
    expect(second.kind === 'pixels' && [...second.data]).toEqual([...pixels.subarray(12)]);
  });
});
