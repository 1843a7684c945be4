import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../pictures/pixels.ts';
import { UnusableFile } from '../sources/unusable-file.ts';
import { openPicture } from './open-picture.ts';

const open = (bytes: Buffer) => openPicture({ kind: 'encoded', bytes });
const square = async (picture: Sharp, size: number) =>
  (await open(await picture.toBuffer())).centreSquare(size);
const pixel = ({ width, channels, data }: Pixels, x: number, y: number) => [
  ...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels),
];

/** Left half red, right half blue. */
const twoColours = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: '#0000ff' } },
      left: width / 2,
      top: 0,
    },
  ]);
const noise = (side: number) =>
  sharp(Buffer.from(Array.from({ length: side * side * 3 }, (_, i) => (i * 2654435761) >>> 24)), {
    raw: { width: side, height: side, channels: 3 },
  });

describe('openPicture', () => {
  it('crops the square centre and scales it down, never up', async () => {
    const wide = await square(twoColours(400, 200).png(), 64);
    expect(wide).toMatchObject({ width: 64, height: 64, channels: 3 });
    expect([pixel(wide, 5, 32), pixel(wide, 58, 32)]).toEqual([
      [255, 0, 0],
      [0, 0, 255],
    ]);
    expect(await square(twoColours(40, 40).png(), 64)).toMatchObject({ width: 40, height: 40 });
    const whole = await (await open(await twoColours(400, 200).png().toBuffer())).whole(100);
    expect(whole).toMatchObject({ width: 100, height: 50 });
  });

  // Red, green, blue and yellow quarters, row by row; what the viewer must see of them for each way the camera was held.
  it.each([
    [1, 'rgby'],
    [2, 'gryb'],
    [3, 'ybgr'],
    [4, 'byrg'],
    [5, 'rbgy'],
    [6, 'bryg'],
    [7, 'ygbr'],
    [8, 'gyrb'],
  ])('turns a picture as its EXIF says: orientation %d', async (orientation, seen) => {
    const colours = { r: [255, 0, 0], g: [0, 255, 0], b: [0, 0, 255], y: [255, 255, 0] };
    const quarters = [colours.r, colours.g, colours.b, colours.y];
    const data = Buffer.from(
      Array.from({ length: 40 * 60 }, (_, i) => quarters[(i % 40 < 20 ? 0 : 1) + (i < 1200 ? 0 : 2)]).flat(),
    );
    const bytes = await sharp(data, { raw: { width: 40, height: 60, channels: 3 } })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation })
      .toBuffer();
    const opened = await open(bytes);
    expect([opened.width, opened.height]).toEqual(orientation < 5 ? [40, 60] : [60, 40]);
    const turned = await opened.whole(60);
    const [right, bottom] = [turned.width - 5, turned.height - 5];
    const corners = [
      pixel(turned, 5, 5),
      pixel(turned, right, 5),
      pixel(turned, 5, bottom),
      pixel(turned, right, bottom),
    ];
    const rounded = corners.map((corner) => corner.map((value) => (value > 128 ? 255 : 0)));
    expect(rounded).toEqual([...seen].map((name) => colours[name as keyof typeof colours]));
  });

  it('puts transparent parts on white', async () => {
    const clear = sharp({
      create: { width: 50, height: 50, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    });
    expect(pixel(await square(clear.png(), 50), 25, 25)).toEqual([255]);
  });

  it('converts an embedded profile: the reddest red of Display P3 is more than sRGB can show', async () => {
    const p3 = await sharp({
      create: { width: 40, height: 40, channels: 3, background: { r: 200, g: 60, b: 60 } },
    })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const bare = await sharp(p3).keepIccProfile().raw().toBuffer();
    const [r, g, b] = pixel(await (await open(p3)).centreSquare(40), 20, 20);
    // The file holds P3 numbers, less saturated than the sRGB colour they mean.
    expect(r).toBeGreaterThan(bare[0] + 5);
    expect(g).toBeLessThan(bare[1] - 5);
    expect([r, g, b].every((value, i) => Math.abs(value - [200, 60, 60][i]) <= 2)).toBe(true);
  });

  it.each([
    ['CMYK', () => twoColours(60, 60).toColourspace('cmyk').jpeg({ quality: 100 }), 3],
    ['16-bit', () => twoColours(60, 60).toColourspace('rgb16').png(), 3],
    ['palette', () => twoColours(60, 60).png({ palette: true }), 3],
    ['progressive', () => twoColours(60, 60).jpeg({ progressive: true }), 3],
    ['WebP', () => twoColours(60, 60).webp({ lossless: true }), 3],
    ['AVIF', () => twoColours(60, 60).avif({ quality: 90 }), 3],
    ['TIFF', () => twoColours(60, 60).tiff(), 3],
    ['GIF', () => twoColours(60, 60).gif(), 3],
    ['grey', () => noise(60).toColourspace('b-w').jpeg(), 1],
    ['grey of 16 bits', () => noise(60).toColourspace('grey16').png(), 1],
    ['grey saved as colour', () => noise(60).greyscale().toColourspace('srgb').jpeg(), 1],
  ] as const)('reads %s', async (_name, make, channels) => {
    const read = await square(make(), 60);
    expect(read).toMatchObject({ width: 60, height: 60, channels });
    expect(read.data.length).toBe(60 * 60 * channels);
    if (channels === 3) expect(pixel(read, 5, 30)[0]).toBeGreaterThan(180);
  });

  it('brings 16 bits to 8 by value, in grey and in colour, with and without transparency', async () => {
    const values = Uint16Array.from({ length: 48 * 48 }, (_, i) => (i * 7919) % 65_536);
    const grey = sharp(values, { raw: { width: 48, height: 48, channels: 1 } })
      .toColourspace('grey16')
      .png();
    const colour = sharp(values, { raw: { width: 32, height: 24, channels: 3 } })
      .toColourspace('rgb16')
      .png();
    for (const picture of [grey, colour]) {
      const bytes = await picture.toBuffer();
      expect(await sharp(bytes).metadata()).toMatchObject({ depth: 'ushort' });
      const { data } = await (await open(bytes)).whole(48);
      expect(data.every((value, i) => Math.abs(value - values[i] / 257) <= 1)).toBe(true);
    }
    const halfClear = sharp({
      create: { width: 20, height: 20, channels: 4, background: { r: 200, g: 100, b: 0, alpha: 0.5 } },
    });
    const [r, g, b] = pixel(await square(halfClear.toColourspace('rgb16').png(), 20), 9, 9);
    for (const [value, expected] of [
      [r, 228],
      [g, 178],
      [b, 128],
    ])
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(2);
  });

  it.each([1, 2, 4] as const)('reads PNG of %d bits', async (bits) => {
    const steps = 2 ** bits;
    const levels = Buffer.from(
      Array.from({ length: 32 * 32 }, (_, i) => Math.round((255 * (i % steps)) / (steps - 1))),
    );
    const bytes = await sharp(levels, { raw: { width: 32, height: 32, channels: 1 } })
      .png({ palette: true, colours: steps })
      .toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ bitsPerSample: bits });
    const { data } = await (await open(bytes)).whole(32);
    expect(data.every((value, i) => Math.abs(value - levels[i]) <= 2)).toBe(true);
  });

  it('gives the colours that a CMYK picture was made from, as far as ink can show them', async () => {
    const muted = sharp({ create: { width: 40, height: 40, channels: 3, background: '#a08060' } });
    for (const picture of [
      muted.clone().toColourspace('cmyk').jpeg({ quality: 100 }),
      muted.clone().toColourspace('cmyk').tiff(),
    ]) {
      const bytes = await picture.toBuffer();
      expect(await sharp(bytes).metadata()).toMatchObject({ space: 'cmyk', channels: 4 });
      const read = pixel(await (await open(bytes)).centreSquare(40), 20, 20);
      expect(read.every((value, i) => Math.abs(value - [0xa0, 0x80, 0x60][i]) <= 10)).toBe(true);
    }
  });

  it('takes the first picture of several', async () => {
    const frames = Buffer.concat([Buffer.alloc(40 * 40 * 3, 60), Buffer.alloc(40 * 40 * 3, 200)]);
    const several = () => sharp(frames, { raw: { width: 40, height: 80, channels: 3, pageHeight: 40 } });
    for (const picture of [several().gif(), several().webp({ lossless: true }), several().tiff()]) {
      const bytes = await picture.toBuffer();
      expect((await sharp(bytes).metadata()).pages).toBe(2);
      const opened = await open(bytes);
      expect(opened).toMatchObject({ width: 40, height: 40 });
      expect(new Set((await opened.whole(40)).data)).toEqual(new Set([60]));
    }
  });

  it('says why bytes are not a picture', async () => {
    const jpeg = await noise(200).jpeg().toBuffer();
    for (const quarter of [1, 2, 3]) {
      const cut = await open(jpeg.subarray(0, (jpeg.length * quarter) / 4));
      await expect(cut.centreSquare(64)).rejects.toThrow('damaged or cut off');
    }
    const twelveBit = Buffer.from(jpeg);
    const frame = twelveBit.indexOf(Buffer.from([0xff, 0xc0]));
    twelveBit[frame + 1] = 0xc1;
    twelveBit[frame + 4] = 12;
    await expect(open(twelveBit).then((opened) => opened.centreSquare(64))).rejects.toThrow('12-bit JPEG');
    await expect(open(Buffer.from('words'))).rejects.toThrow('not a picture that can be read');
  });

  it('takes pixels as they are, and finds out grey ones', async () => {
    const data = new Uint8Array(28 * 28).map((_, i) => i % 251);
    const digit = await openPicture({ kind: 'pixels', width: 28, height: 28, channels: 1, data });
    expect([...(await digit.whole(256)).data]).toEqual([...data]);
    expect(await digit.whole(14)).toMatchObject({ width: 14, height: 14, channels: 1 });
  });
});

describe('formats that are decoded here', () => {
  /** 3×2 in 24-bit BMP, rows from the bottom, blue first, padded to four bytes. */
  it('reads BMP, whichever way its rows go', async () => {
    const rows = [
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0],
      [11, 12, 13, 14, 15, 16, 17, 18, 19, 0, 0, 0],
    ];
    for (const height of [2, -2]) {
      const header = Buffer.alloc(54);
      header.write('BM');
      header.writeUInt32LE(78, 2);
      header.writeUInt32LE(54, 10);
      header.writeUInt32LE(40, 14);
      header.writeInt32LE(3, 18);
      header.writeInt32LE(height, 22);
      header.writeUInt16LE(1, 26);
      header.writeUInt16LE(24, 28);
      const bytes = Buffer.concat([header, Buffer.from(rows.flat())]);
      const read = await (await open(bytes)).whole(10);
      const [top, bottom] = height > 0 ? [rows[1], rows[0]] : rows;
      // All within the tolerance of grey: means of three neighbours.
      expect([...read.data]).toEqual([top, bottom].flatMap((row) => [row[1], row[4], row[7]]));
    }
  });

  it('refuses a BMP whose runs cannot fill what it claims, before it takes the memory', async () => {
    const bytes = Buffer.alloc(1000);
    bytes.write('BM');
    bytes.writeUInt32LE(54, 10);
    bytes.writeUInt32LE(40, 14);
    bytes.writeInt32LE(16_000, 18);
    bytes.writeInt32LE(16_000, 22);
    bytes.writeUInt16LE(8, 28);
    bytes.writeUInt32LE(1, 30);
    await expect(open(bytes)).rejects.toThrow('damaged or cut off');
  });

  const netpbm = {
    P1: (bits: number[]) => `P1 # comment\n3 2\n${bits.join(bits[0] ? '' : ' ')}`,
    P2: (values: number[], maximum: number) => `P2\n3 2 ${maximum}\n${values.join('\n')}`,
    P5: (values: number[], maximum: number) =>
      Buffer.concat([
        Buffer.from(`P5 3 2 ${maximum}\n`),
        Buffer.from(values.flatMap((value) => (maximum > 255 ? [value >> 8, value & 255] : [value]))),
      ]),
  };

  it('reads grey as text and as bytes, of 8 and of 16 bits, alike', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 15, 255, 256, 1023, 65_535),
        fc.array(fc.nat(65_535), { minLength: 6, maxLength: 6 }),
        async (maximum, numbers) => {
          const values = numbers.map((value) => value % (maximum + 1));
          const expected = values.map((value) => Math.round((255 * value) / maximum));
          for (const kind of ['P2', 'P5'] as const) {
            const { data } = await (await open(Buffer.from(netpbm[kind](values, maximum)))).whole(10);
            expect([...data]).toEqual(expected);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('reads bits as text and packed, a set one being black', async () => {
    const bits = [1, 0, 1, 0, 0, 1];
    const expected = bits.map((bit) => (bit ? 0 : 255));
    const packed = Buffer.concat([Buffer.from('P4\n3 2\n'), Buffer.from([0b10100000, 0b00100000])]);
    for (const bytes of [Buffer.from(netpbm.P1(bits)), packed]) {
      expect([...(await (await open(bytes)).whole(10)).data]).toEqual(expected);
    }
  });

  it('reads colour', async () => {
    const bytes = Buffer.concat([Buffer.from('P6\n1 2\n255\n'), Buffer.from([250, 10, 20, 30, 240, 50])]);
    expect([...(await (await open(bytes)).whole(10)).data]).toEqual([250, 10, 20, 30, 240, 50]);
  });

  it('refuses anything else without a crash', async () => {
    const heads = fc.constantFrom('P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'BM');
    await fc.assert(
      fc.asyncProperty(
        heads,
        fc.string({ maxLength: 12 }),
        fc.uint8Array({ maxLength: 90 }),
        async (head, text, bytes) => {
          try {
            await (await open(Buffer.concat([Buffer.from(`${head} ${text} `), bytes]))).whole(16);
          } catch (error) {
            expect(error).toBeInstanceOf(UnusableFile);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
