import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { encodeTiff, type TiffPage } from './encode-tiff.ts';
import { oddArchives } from './hostile-archives.ts';
import { bmp, pngOf, withPngChunk, withPngSize } from './hostile-bytes.ts';
import { type HostileFile, ignored, imported, type Put, photo, quarantined } from './hostile-file.ts';
import { zip } from './zip-bytes.ts';

/** Makes a folder of at least sixty files that are damaged, mislabelled, oversized or oddly named. */
export async function writeHostileFiles(dir: string): Promise<HostileFile[]> {
  const made: HostileFile[] = [];
  const put = (name: string, content: Buffer | string, fates: HostileFile['fates']) => {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), content);
    made.push({ name, fates });
  };
  for (const add of [
    cutOff,
    wrongKinds,
    giants,
    oddPictures,
    tiffs,
    damagedPictures,
    oddNames,
    oddArchives,
    digits,
  ])
    await add(put);
  made.push(...oddEntries(dir));
  return made;
}

/** Each format cut off at each quarter. */
async function cutOff(put: Put): Promise<void> {
  const whole = {
    jpg: await photo().jpeg().toBuffer(),
    png: await photo().png().toBuffer(),
    webp: await photo().webp().toBuffer(),
    gif: await photo().gif().toBuffer(),
    tiff: await photo().tiff().toBuffer(),
    avif: await photo().avif({ effort: 0 }).toBuffer(),
    bmp: bmp(40, 30),
    ppm: Buffer.concat([Buffer.from('P6 40 30 255\n'), Buffer.alloc(3600, 99)]),
  };
  for (const [ending, bytes] of Object.entries(whole)) {
    put(`whole/${ending}.${ending}`, bytes, imported);
    for (const quarter of [0, 1, 2, 3]) {
      put(`cut/${ending}-${quarter}.${ending}`, bytes.subarray(0, (bytes.length * quarter) / 4), quarantined);
    }
  }
}

async function wrongKinds(put: Put): Promise<void> {
  const jpeg = await photo().jpeg().toBuffer();
  put('kinds/jpeg-called.txt', jpeg, imported);
  put('kinds/jpeg-without-ending', jpeg, imported);
  put('kinds/png-called.jpg', await photo().png().toBuffer(), imported);
  put('kinds/words.jpg', 'These are words.', quarantined);
  put('kinds/page.png', '<!doctype html><html></html>', quarantined);
  put('kinds/words.txt', 'These are words.', ignored);
  put('kinds/Thumbs.db', 'system', ignored);
  put('kinds/zeros.webp', Buffer.alloc(5000), quarantined);
  put('kinds/drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>', quarantined);
  put('kinds/drawing.png', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', quarantined);
  put(
    'kinds/phone.heic',
    Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1'), Buffer.alloc(99)]),
    quarantined,
  );
  put('kinds/letter.pdf', '%PDF-1.7 and so on', ignored);
}

/** Headers that claim far more than there is. */
async function giants(put: Put): Promise<void> {
  const png = await photo().png().toBuffer();
  put('giants/claims.png', withPngSize(png, 2 ** 31 - 1, 2 ** 31 - 1), quarantined);
  put('giants/claims-wide.png', withPngSize(png, 60_000, 60_000), quarantined);
  const hugeBmp = bmp(40, 30);
  hugeBmp.writeInt32LE(60_000, 18);
  hugeBmp.writeInt32LE(-60_000, 22);
  put('giants/claims.bmp', hugeBmp, quarantined);
  put('giants/claims.ppm', 'P6 99999 99999 255\n', quarantined);
  put('giants/claims.pgm', 'P2 999999999999 1 255\n', quarantined);
  const gif = await photo().gif().toBuffer();
  gif.writeUInt16LE(65_535, 6);
  gif.writeUInt16LE(65_535, 8);
  // The canvas is a claim only: the frame says its own size.
  put('giants/claims.gif', gif, imported);
  // Within the limits, though it unpacks a thousandfold: decoded row by row, it is a black picture like any other.
  const rows = deflateSync(Buffer.alloc(12_000 * 12_001), { level: 1 });
  put('giants/zeros.png', pngOf(12_000, 12_000, rows), imported);
}

async function oddPictures(put: Put): Promise<void> {
  const jpeg = await photo().jpeg().toBuffer();
  const twelveBit = Buffer.from(jpeg);
  const frame = twelveBit.indexOf(Buffer.from([0xff, 0xc0]));
  twelveBit[frame + 1] = 0xc1;
  twelveBit[frame + 4] = 12;
  put('odd/twelve-bit.jpg', twelveBit, quarantined);
  put('odd/cmyk.jpg', await photo().toColourspace('cmyk').jpeg().toBuffer(), imported);
  put('odd/progressive.jpg', await photo().jpeg({ progressive: true }).toBuffer(), imported);
  put('odd/sixteen-bit.png', await photo().toColourspace('rgb16').png().toBuffer(), imported);
  put('odd/palette.png', await photo().png({ palette: true }).toBuffer(), imported);
  put('odd/alpha.png', await photo().ensureAlpha(0.5).png().toBuffer(), imported);
  put('odd/one-bit.pbm', Buffer.concat([Buffer.from('P4 40 40\n'), Buffer.alloc(200, 0xa5)]), imported);
  put('odd/animated.gif', await animation().gif().toBuffer(), imported);
  put('odd/animated.webp', await animation().webp().toBuffer(), imported);
  put('odd/pages.tiff', await animation().tiff().toBuffer(), imported);
  put(
    'odd/tiny.png',
    await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
      .png()
      .toBuffer(),
    quarantined,
  );
  put(
    'odd/sliver.png',
    await sharp({ create: { width: 3000, height: 2, channels: 3, background: '#789' } })
      .png()
      .toBuffer(),
    quarantined,
  );
  const exif = Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 20]),
    Buffer.from('Exif\0\0II*\0\xff\xff\xff\xff\xff\xff\xff\xff', 'latin1').subarray(0, 18),
    jpeg.subarray(2),
  ]);
  put('odd/broken-exif.jpg', exif, imported);
  put(
    'odd/broken-profile.png',
    withPngChunk(await photo().png().toBuffer(), 'iCCP', Buffer.from('broken\0\0not a profile')),
    imported,
  );
}

/** TIFFs as most programs write them, with the directory behind the pixels; and what only begins like one. */
async function tiffs(put: Put): Promise<void> {
  const page = (seed: number): TiffPage => ({
    width: 64,
    height: 64,
    samples: 3,
    values: Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * seed) % 256),
    bits: 8,
    photometric: 2,
  });
  const tiff = (seed: number, options = {}) => encodeTiff([page(seed)], options);
  put('tiffs/plain.tif', tiff(3), imported);
  put('tiffs/without-ending', tiff(5, { order: 'MM' }), imported);
  put('tiffs/big.tiff', tiff(7, { isBig: true }), imported);
  put('tiffs/cut.tif', tiff(11).subarray(0, 9000), quarantined);
  put(
    'tiffs/cut-behind-its-directory.tif',
    tiff(13, { directories: 'first' }).subarray(0, 9000),
    quarantined,
  );
  const sensor: TiffPage = { ...page(17), samples: 1, photometric: 32_803 };
  const raw = encodeTiff([{ ...page(19), tags: { 254: [1] }, children: [sensor] }]);
  put('tiffs/camera.nef', raw, quarantined);
  put('tiffs/camera.tif', raw, quarantined);
  put('tiffs/camera-without-ending', raw, quarantined);
  put(
    'tiffs/packed.zip',
    zip([
      ['a.tif', tiff(23)],
      ['b', tiff(29, { order: 'MM' })],
      ['camera.dng', raw],
      ['camera', raw],
    ]),
    { imported: 2, quarantined: 2 },
  );
  const tar = pack();
  tar.entry({ name: 'a.tif' }, tiff(31));
  tar.entry({ name: 'b' }, tiff(37, { isBig: true }));
  tar.entry({ name: 'camera.arw' }, raw);
  tar.entry({ name: 'camera' }, raw);
  tar.finalize();
  put('tiffs/packed.tar', await buffer(tar), { imported: 2, quarantined: 2 });
}

/** JPEGs that lack only their end, and such as lack more. */
async function damagedPictures(put: Put): Promise<void> {
  for (const progressive of [false, true]) {
    const name = `damaged/${progressive ? 'progressive' : 'baseline'}`;
    const jpeg = await photo(progressive ? 97 : 98, 80)
      .jpeg({ progressive, quality: 95 })
      .toBuffer();
    put(`${name}-without-end.jpg`, jpeg.subarray(0, -2), imported);
    put(`${name}-filled.jpg`, Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(4096)]), imported);
    put(`${name}-without-its-last-row.jpg`, jpeg.subarray(0, -30), quarantined);
    const middle = Buffer.from(jpeg);
    middle.set([0xff, 0x45], jpeg.lastIndexOf(Buffer.from([0xff, 0xda])) + 40);
    put(`${name}-in-the-middle.jpg`, middle, quarantined);
  }
}

const animation = () => {
  const frames = Buffer.concat([Buffer.alloc(40 * 40 * 3, 60), Buffer.alloc(40 * 40 * 3, 200)]);
  return sharp(frames, { raw: { width: 40, height: 80, channels: 3, pageHeight: 40 } });
};

async function oddNames(put: Put): Promise<void> {
  // Each a picture of its own: equal ones would be duplicates.
  const names = [
    'new\nline',
    'quo"te\'s',
    '\u202egnp.txt',
    'emoji 🙂',
    '<script>alert(1)</script>'.replace('/', '∕'),
    // With its ending as long as file systems allow: 255 bytes.
    'x'.repeat(251),
    ' leading',
    'perc%2Fent',
  ];
  for (const [i, name] of names.entries())
    put(
      `names/${name}.png`,
      await photo(60 + i, 50)
        .png()
        .toBuffer(),
      imported,
    );
}

/** IDX files: whole, cut off, and with absurd counts. */
async function digits(put: Put): Promise<void> {
  const idx = (count: number, side: number, there = count) => {
    const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(count, 4);
    header.writeUInt32BE(side, 8);
    header.writeUInt32BE(side, 12);
    const pixels = Buffer.from(Array.from({ length: there * 28 * 28 }, (_, i) => (i * i) >>> 4));
    return Buffer.concat([header, pixels]);
  };
  put('digits/three-idx3-ubyte', idx(3, 28), { imported: 3 });
  put(
    'digits/cut-idx3-ubyte.gz',
    gzipSync(Buffer.concat([idx(5, 28, 0), idx(2, 28).subarray(16), Buffer.alloc(300)])),
    {
      imported: 2,
      quarantined: 1,
    },
  );
  put('digits/absurd-idx3-ubyte', idx(2 ** 31, 2 ** 31, 1), quarantined);
  put('digits/labels-idx1-ubyte', Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 3, 4]), ignored);
}

/** Links, pipes and files that may not be read. */
function oddEntries(dir: string): HostileFile[] {
  mkdirSync(join(dir, 'links'));
  symlinkSync(join(dir, 'absent.png'), join(dir, 'links', 'broken.png'));
  symlinkSync(dir, join(dir, 'links', 'loop'));
  const made: HostileFile[] = [{ name: 'links/broken.png', fates: quarantined }];
  if (process.platform !== 'win32') {
    execFileSync('mkfifo', [join(dir, 'links', 'pipe.png')]);
    made.push({ name: 'links/pipe.png', fates: ignored });
  }
  if (process.getuid?.() !== 0) {
    writeFileSync(join(dir, 'links', 'locked.png'), 'x');
    chmodSync(join(dir, 'links', 'locked.png'), 0);
    made.push({ name: 'links/locked.png', fates: quarantined });
  }
  return made;
}
