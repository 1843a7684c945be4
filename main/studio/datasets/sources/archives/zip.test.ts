import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { crc32, zstdCompressSync } from 'node:zlib';
import iconv from 'iconv-lite';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { tempFolderPerTest } from '../../../testing/temp-folder.ts';
import { unicodePathField, type ZipOptions, zip } from '../../../testing/zip-bytes.ts';
import { listSources } from '../list-sources.ts';

const path = tempFolderPerTest();
const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#456' } })
  .png()
  .toBuffer();
const signal = new AbortController().signal;

/** Names of the pictures that can be read, of an archive called x.zip; and everything else that was seen. */
async function read(file = path('x.zip')) {
  const { open, total, ignored, unusable } = await listSources([file], signal);
  const names: string[] = [];
  const damaged: string[] = [];
  for await (const source of open(signal)) {
    const content = await source.read().catch((error: Error) => error.message);
    (typeof content === 'string' ? damaged : names).push(source.name.replace(/^x\.zip\//, ''));
  }
  expect(names.length + damaged.length).toBe(total);
  return { names, damaged, ignored, unusable };
}
const readZip = (entries: Parameters<typeof zip>[0], options?: ZipOptions) => {
  writeFileSync(path('x.zip'), zip(entries, options));
  return read();
};

describe('names', () => {
  it.each([
    ['cp932', ['家族写真/表.jpg', 'ソ.1.jpg', '能\\十.jpg'], ['家族写真/表.jpg', 'ソ.1.jpg', '能/十.jpg']],
    ['big5', ['許功蓋.jpg', '功.jpg', '育.2.jpg'], ['許功蓋.jpg', '功.jpg', '育.2.jpg']],
    ['gbk', ['照片\\乗.jpg', '俓.3.jpg', '头像.png'], ['照片/乗.jpg', '俓.3.jpg', '头像.png']],
    ['win1252', ['Été\\plage.jpg', 'Café.jpg'], ['Été/plage.jpg', 'Café.jpg']],
  ])('of %s Windows lose no picture to half a letter that is a backslash', async (encoding, given, shown) => {
    const { names, ignored, unusable } = await readZip(
      given.map((name) => [iconv.encode(name, encoding), png] as const),
    );
    expect({ names, ignored, unusable }).toEqual({ names: shown, ignored: [], unusable: [] });
  });

  it('lose none either where the encoding cannot be told', async () => {
    for (let lead = 0x81; lead < 0xff; lead++) {
      const name = Buffer.concat([Buffer.from([lead, 0x5c]), Buffer.from('.2.jpg')]);
      const { names, ignored, unusable } = await readZip([[name, png]]);
      expect([lead, names.length, ignored, unusable]).toEqual([lead, 1, [], []]);
    }
  });

  it('may begin with the folder that the archive was made of', async () => {
    const { names, ignored } = await readZip(
      ['./a.jpg', '.\\b\\c.jpg', 'd/./e.jpg', './.f/g.jpg'].map((name) => [Buffer.from(name), png] as const),
    );
    expect(names).toEqual(['a.jpg', 'b/c.jpg', 'd/e.jpg']);
    expect(ignored.map(({ file }) => file)).toEqual(['x.zip/.f/g.jpg']);
  });

  it('are split at backslashes, and refused where they climb, whoever wrote them', async () => {
    const climbing = ['..\\a.jpg', 'b\\..\\..\\a.jpg', 'C:\\a.jpg', '\\a.jpg', '写真\\..\\a.jpg'];
    const { names, ignored, unusable } = await readZip(
      ['photos\\a.jpg', 'photos\\.thumbnails\\b.jpg', ...climbing].map(
        (name) => [iconv.encode(name, 'cp932'), png] as const,
      ),
    );
    expect(names).toEqual(['photos/a.jpg']);
    expect(ignored.map(({ file }) => file)).toEqual(['x.zip/photos/.thumbnails/b.jpg']);
    expect(unusable.map(({ reason }) => reason)).toEqual(
      climbing.map(() => 'refused: its name leads outside the archive'),
    );
  });

  it('are those in UTF-8 where the archive gives them', async () => {
    const shown = '表.jpg';
    const raw = iconv.encode(shown, 'cp932');
    expect((await readZip([[shown, png]], { flags: 0x800 })).names).toEqual([shown]);
    const withField = { extra: (name: Buffer) => unicodePathField(name, 'Große 写真.jpg') };
    expect((await readZip([[raw, png]], withField)).names).toEqual(['Große 写真.jpg']);
    // A field that was made for another name does not count.
    const stale = { extra: () => unicodePathField(Buffer.from('other'), 'wrong.jpg') };
    expect((await readZip([[raw, png]], stale)).names).toEqual([shown]);
  });
});

describe('the directory', () => {
  const pictures = (count: number) => Array.from({ length: count }, (_, i) => [`${i}.png`, png] as const);

  it('is walked to its end when the counters were too small for it, as in archives by the Finder', async () => {
    const notes = Array.from({ length: 65_544 }, (_, i) => [`${i}.txt`, Buffer.alloc(0)] as const);
    const { names, ignored, unusable } = await readZip([...notes, ...pictures(3)]);
    expect([names.length, ignored.length, unusable]).toEqual([3, 65_544, []]);
  });

  it('leads to entries whose places were too large for it', async () => {
    // A gap of 4 GB after the first entry: its bytes are a hole in the file. Without ZIP64, places are modulo 4 GB.
    const whole = zip(pictures(3));
    const second = whole.indexOf(Buffer.from('PK\x03\x04'), 4);
    const file = openSync(path('x.zip'), 'w');
    writeSync(file, whole.subarray(0, second), 0, second, 0);
    writeSync(file, whole.subarray(second), 0, whole.length - second, second + 2 ** 32);
    closeSync(file);
    const { names, damaged, unusable } = await read();
    expect({ names, damaged, unusable }).toEqual({
      names: ['0.png', '1.png', '2.png'],
      damaged: [],
      unusable: [],
    });
  });

  it.each<[string, ZipOptions]>([
    ['is plain', {}],
    ['has ZIP64', { isLong: true }],
    ['stands behind a program', { before: Buffer.alloc(70_000, 'MZ') }],
    ['stands behind other data and has ZIP64', { before: Buffer.alloc(999, 7), isLong: true }],
    ['is followed by a long padding', { after: Buffer.alloc(200_000) }],
    [
      'is followed by something that looks like another end',
      { after: Buffer.from('PK\x05\x06junk'.repeat(9)) },
    ],
  ])('%s: every picture is found', async (_, options) => {
    const { names, unusable } = await readZip(pictures(3), options);
    expect([names, unusable]).toEqual([['0.png', '1.png', '2.png'], []]);
  });

  it('of each of several archives that were joined counts', async () => {
    const joined = Buffer.concat([zip([['a.png', png]]), zip([['b.png', png]]), zip([['c.png', png]])]);
    writeFileSync(path('x.zip'), joined);
    expect(await read()).toMatchObject({ names: ['a.png', 'b.png', 'c.png'], unusable: [] });
    // The first one without its end: what is left is taken, and the loss is named.
    const cut = zip(pictures(9));
    writeFileSync(path('x.zip'), Buffer.concat([cut.subarray(0, cut.length / 2), zip([['b.png', png]])]));
    const { names, unusable } = await read();
    expect(names).toEqual(['b.png']);
    expect(unusable).toMatchObject([{ file: 'x.zip', reason: expect.stringMatching(/before it.*cut off/) }]);
  });

  it('that is cut off or damaged anywhere is named, with what to do', async () => {
    const whole = zip(pictures(40));
    for (let cut = 1; cut < whole.length; cut += 97) {
      writeFileSync(path('x.zip'), whole.subarray(0, cut));
      const { names, damaged, ignored, unusable } = await read();
      expect(names.length + damaged.length + ignored.length + unusable.length).toBeGreaterThan(0);
      expect([cut, unusable]).toMatchObject([
        cut,
        [{ file: 'x.zip', reason: expect.stringContaining('again') }],
      ]);
    }
    const damaged = Buffer.from(whole);
    damaged.fill(0, whole.lastIndexOf('20.png') - 46, whole.lastIndexOf('20.png'));
    writeFileSync(path('x.zip'), damaged);
    const { names, unusable } = await read();
    expect(names).toHaveLength(20);
    expect(unusable).toMatchObject([{ reason: expect.stringMatching(/only the first 20/) }]);
  });

  it.each(['x.zip.001', 'x.zip.002', 'x.z01', 'x.part2.rar', 'x.7z.003'])(
    'is in another file of an archive in parts: %s',
    async (name) => {
      writeFileSync(path(name), zip(pictures(3)).subarray(0, 200));
      expect(await read(path(name))).toMatchObject({
        unusable: [{ reason: expect.stringMatching(/join them/) }],
      });
    },
  );

  it('is in several files', async () => {
    expect(await readZip(pictures(2), { disk: 3 })).toMatchObject({
      names: [],
      unusable: [{ file: 'x.zip', reason: expect.stringMatching(/join them/) }],
    });
  });
});

describe('an entry', () => {
  it.each([
    [1, 'Shrink'],
    [9, 'Deflate64'],
    [12, 'BZIP2'],
    [14, 'LZMA'],
    [95, 'XZ'],
    [77, 'method 77'],
  ])('compressed by method %i is named (%s)', async (method, way) => {
    const { names, unusable } = await readZip([['a.png', png]], { method });
    expect(names).toEqual([]);
    expect(unusable).toMatchObject([{ file: 'x.zip/a.png', reason: expect.stringContaining(`(${way})`) }]);
  });

  it.each([
    ['ZipCrypto', { flags: 1 }],
    ['AES', { flags: 1, method: 99 }],
    ['PKWARE', { flags: 0x41 }],
    ['a hidden directory', { flags: 0x2001 }],
  ])('encrypted with %s is named, with advice', async (_, options) => {
    const { unusable } = await readZip([['a.png', png]], options);
    expect(unusable).toMatchObject([{ file: 'x.zip/a.png', reason: expect.stringContaining('password') }]);
  });

  it('is unpacked from Zstandard, and not taken when its checksum does not fit', async () => {
    const bytes = zip([['a.png', zstdCompressSync(png)]], { method: 93 });
    // What the entry unpacks to, as its local header and the directory say it: the checksum, and the size 8 bytes on.
    for (const place of [14, bytes.indexOf(Buffer.from('PK\x01\x02')) + 16]) {
      bytes.writeUInt32LE(crc32(png), place);
      bytes.writeUInt32LE(png.length, place + 8);
    }
    writeFileSync(path('x.zip'), bytes);
    expect(await read()).toMatchObject({ damaged: [], names: ['a.png'] });
    bytes[bytes.indexOf(Buffer.from('PK\x01\x02')) + 16] ^= 1;
    writeFileSync(path('x.zip'), bytes);
    expect(await read()).toMatchObject({ damaged: ['a.png'], names: [] });
  });

  it('of another kind has its reason', async () => {
    const { names, ignored, unusable } = await readZip([
      ['folder/', Buffer.alloc(0)],
      ['empty.png', Buffer.alloc(0)],
      ['words.txt', Buffer.from('words')],
      ['inner.zip', zip([['b.png', png]])],
      ['__MACOSX/._a.png', png],
      ['photo', png],
    ]);
    expect(names).toEqual(['photo']);
    expect(ignored).toEqual([
      { file: 'x.zip/words.txt', reason: 'not a picture' },
      { file: 'x.zip/__MACOSX/._a.png', reason: 'notes that a Mac keeps beside a file' },
    ]);
    expect(unusable).toEqual([
      { file: 'x.zip/empty.png', reason: 'an empty file' },
      { file: 'x.zip/inner.zip', reason: 'an archive inside an archive; unpack the outer one first' },
    ]);
  });

  it('that was damaged is set aside when it is read, and the others are taken', async () => {
    const bytes = zip([
      ['a.png', png],
      ['b.png', png],
    ]);
    bytes[60] ^= 255;
    writeFileSync(path('x.zip'), bytes);
    expect(await read()).toMatchObject({ names: ['b.png'], damaged: ['a.png'] });
  });
});
