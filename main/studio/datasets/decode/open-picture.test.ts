import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { UnusableFile } from '../sources/unusable-file.ts';
import { openPicture } from './open-picture.ts';
import type { Pixels } from './pixels.ts';

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

  it('turns a picture as its EXIF says', async () => {
    // Orientation 6: the camera was turned, the picture must be turned clockwise; red on the left comes to the top.
    const bytes = await twoColours(80, 60).jpeg({ quality: 100 }).withMetadata({ orientation: 6 }).toBuffer();
    const opened = await open(bytes);
    expect(opened).toMatchObject({ width: 60, height: 80 });
    const turned = await opened.whole(80);
    expect(pixel(turned, 30, 10)[0]).toBeGreaterThan(200);
    expect(pixel(turned, 30, 70)[2]).toBeGreaterThan(200);
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

  it('says why bytes are no picture', async () => {
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
