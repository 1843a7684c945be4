import { writeFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import iconv from 'iconv-lite';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { tempFolderPerTest } from '../../../testing/temp-folder.ts';
import { listSources } from '../list-sources.ts';

const path = tempFolderPerTest();
const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#456' } })
  .png()
  .toBuffer();
const signal = new AbortController().signal;
const ustar = 'ustar\x0000';
const end = Buffer.alloc(1024);

/** An entry: header and content, both filled up to blocks of 512 bytes (POSIX.1-2017, "ustar Interchange Format"). */
function entry(name: string | Buffer, content = png, { type = '0', magic = ustar } = {}): Buffer {
  const header = Buffer.alloc(512);
  Buffer.from(name).copy(header, 0, 0, 100);
  header.write('0000644\0', 100);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(type, 156);
  header.write(magic, 257, 'latin1');
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

async function read(bytes: Buffer, name = 'x.tar') {
  writeFileSync(path(name), bytes);
  const { open, ignored, unusable } = await listSources([path(name)], signal);
  const names: string[] = [];
  for await (const source of open(signal)) {
    await source.read();
    names.push(source.name.slice(name.length + 1));
  }
  return {
    names,
    ignored: ignored.map(({ reason }) => reason),
    unusable: unusable.map(({ reason }) => reason),
  };
}
const tar = (...entries: Buffer[]) => Buffer.concat([...entries, end]);

it('reads archives of any age, plain and packed, and those that were joined', async () => {
  const whole = { names: ['a.png', 'b/c.png'], ignored: [], unusable: [] };
  for (const magic of [ustar, 'ustar  \0', '']) {
    const bytes = tar(
      entry('a.png', png, { magic }),
      entry('b/', Buffer.alloc(0), { type: '5', magic }),
      entry('b/c.png', png, { magic }),
    );
    expect(await read(bytes)).toEqual(whole);
    expect(await read(gzipSync(bytes), 'x.tgz')).toEqual(whole);
    expect(await read(zstdCompressSync(bytes), 'x.tar.zst')).toEqual(whole);
  }
  expect((await read(Buffer.concat([tar(entry('a.png')), tar(entry('b/c.png'))]))).names).toEqual(
    whole.names,
  );
});

it('takes the files of an archive that was made of "." for what they are', async () => {
  const made = tar(
    entry('./', Buffer.alloc(0), { type: '5' }),
    entry('./a.png'),
    entry('././b/./c.png'),
    entry('.//d.png'),
    entry('./.hidden/e.png'),
    entry('./.f.png'),
    entry('./../g.png'),
  );
  expect(await read(made)).toEqual({
    names: ['a.png', 'b/c.png', 'd.png'],
    ignored: ['hidden, or in a hidden folder', 'hidden, or in a hidden folder'],
    unusable: ['refused: its name leads outside the archive'],
  });
});

it('shows names as they were written: long ones, those of pax, and those in other encodings', async () => {
  const long = `${'n'.repeat(120)}/写真.png`;
  const pax = ` path=${long}\n`;
  const record = Buffer.from(`${Buffer.byteLength(pax) + 3}${pax}`);
  expect((await read(tar(entry('PaxHeader', record, { type: 'x' }), entry('short.png')))).names).toEqual([
    long,
  ]);
  const gnu = Buffer.from(`${long}\0`);
  expect((await read(tar(entry('././@LongLink', gnu, { type: 'L' }), entry('short.png')))).names).toEqual([
    long,
  ]);
  const raw = ['表/ソ.png', '能\\表.png'];
  expect((await read(tar(...raw.map((name) => entry(iconv.encode(name, 'cp932')))))).names).toEqual(raw);
});

it('counts links and notes, and names what has holes', async () => {
  const bytes = tar(
    entry('a.png'),
    entry('hard.png', Buffer.alloc(0), { type: '1' }),
    entry('soft.png', Buffer.alloc(0), { type: '2' }),
    entry('pipe', Buffer.alloc(0), { type: '6' }),
    entry('LABEL', Buffer.alloc(0), { type: 'V' }),
    entry('holes.png', png, { type: 'S' }),
  );
  expect(await read(bytes)).toEqual({
    names: ['a.png'],
    ignored: [
      'a link to another file of the archive',
      'a link',
      'a pipe or device',
      'notes of the program that made the archive',
    ],
    unusable: ['stored as a file with holes; pack the archive again without --sparse'],
  });
});

it('names an archive that is cut off anywhere, between two entries too', async () => {
  const entries = [entry('a.png'), entry('b.png'), entry('c.png')];
  const bytes = tar(...entries);
  for (let cut = 1; cut < bytes.length - end.length; cut += 61) {
    const { names, unusable } = await read(bytes.subarray(0, cut));
    expect([cut, unusable.length]).toEqual([cut, 1]);
    expect(unusable[0]).toMatch(/cut off|damaged/);
    // A picture is whole without the zeros that fill its last block.
    const whole = entries.filter((each, i) => i * each.length + 512 + png.length <= cut);
    expect([cut, names.length]).toEqual([cut, whole.length]);
  }
  const between = await read(Buffer.concat(entries));
  expect(between).toMatchObject({
    names: ['a.png', 'b.png', 'c.png'],
    unusable: [expect.stringContaining('cut off')],
  });
});

it('takes more pictures than fit into the arguments of one call', async () => {
  const count = 130_000;
  // All of one name, so that one header serves them all.
  const one = entry('a.jpg', Buffer.from('x'));
  writeFileSync(path('many.tar'), tar(Buffer.alloc(count * one.length, one)));
  expect((await listSources([path('many.tar')], signal)).total).toBe(count);
});
