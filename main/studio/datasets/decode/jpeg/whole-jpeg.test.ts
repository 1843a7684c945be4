import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeFlatJpeg } from '../../../testing/encode-jpeg.ts';
import { UnusableFile } from '../../sources/unusable-file.ts';
import { isJpeg, wholeJpeg } from './whole-jpeg.ts';

/** A picture of detail everywhere, in colour. */
const picture = (side = 120): Sharp =>
  sharp(
    Buffer.from(
      Array.from(
        { length: side * side * 3 },
        (_, i) => 128 + 60 * Math.sin(i / 31) + 50 * Math.cos(i / (7 + (i % 3))) + ((i * 7919) % 17),
      ),
    ),
    { raw: { width: side, height: side, channels: 3 } },
  );

const kinds: Record<string, () => Sharp> = {
  baseline: () => picture().jpeg(),
  'baseline with the usual codes': () => picture().jpeg({ optimizeCoding: false, quality: 90 }),
  'without subsampling': () => picture(123).jpeg({ chromaSubsampling: '4:4:4', quality: 95 }),
  progressive: () => picture().jpeg({ progressive: true }),
  'progressive, of odd sides': () => picture(101).jpeg({ progressive: true, quality: 95 }),
  grey: () => picture().toColourspace('b-w').jpeg(),
  ink: () => picture().toColourspace('cmyk').jpeg(),
  'progressive ink': () => picture().toColourspace('cmyk').jpeg({ progressive: true }),
  'by an encoder that overshoots': () => picture().linear(4, -400).jpeg({ mozjpeg: true }),
};

const pixels = (bytes: Buffer) => sharp(bytes, { failOn: 'error' }).raw().toBuffer();
const bytesOf = (...values: number[]) => Buffer.from(values);

describe.each(Object.entries(kinds))('a JPEG: %s', (_name, make) => {
  it('is itself when it is whole, with whatever follows its end', async () => {
    const bytes = await make().toBuffer();
    expect(isJpeg(bytes)).toBe(true);
    expect(await wholeJpeg(bytes)).toBe(bytes);
    for (const rest of [Buffer.alloc(3000), bytes, bytesOf(0xff, 0xd8, 0xff, 0x41, 0x00)]) {
      const longer = Buffer.concat([bytes, rest]);
      expect(await wholeJpeg(longer)).toBe(longer);
    }
  });

  it('may have bytes to spare before its end', async () => {
    const bytes = await make().toBuffer();
    const expected = await pixels(bytes);
    for (const spare of [
      Buffer.alloc(20),
      Buffer.alloc(7, 0x5a),
      bytesOf(1, 2, 3, 0xff, 0, 200),
      bytesOf(0xff),
    ]) {
      const longer = Buffer.concat([bytes.subarray(0, -2), spare, bytes.subarray(-2)]);
      expect(await wholeJpeg(longer)).toBe(longer);
      expect((await pixels(longer)).equals(expected)).toBe(true);
    }
  });

  it('gets the end that it lacks, and reads as before', async () => {
    const bytes = await make().toBuffer();
    const expected = await pixels(bytes);
    const data = bytes.subarray(0, -2);
    for (const cut of [data, bytes.subarray(0, -1), Buffer.concat([data, Buffer.alloc(4096)])]) {
      const mended = await wholeJpeg(cut);
      expect((await pixels(mended)).equals(expected)).toBe(true);
    }
    // What a program for lost files found behind it.
    const other = Buffer.concat([data, Buffer.alloc(99), bytes]);
    expect((await pixels(await wholeJpeg(other))).equals(expected)).toBe(true);
  });

  it('is refused when anything of its rows is missing', async () => {
    const bytes = await make().toBuffer();
    const isProgressive = bytes.includes(bytesOf(0xff, 0xc2));
    // In the header of the frame, whose bytes the end would stand for.
    const frame = bytes.indexOf(bytesOf(0xff, isProgressive ? 0xc2 : 0xc0));
    const inHeader = Array.from({ length: 19 }, (_, i) => frame + i);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: bytes.length - 4 }), async (missing) => {
        const cut = bytes.subarray(0, -missing);
        await expect(wholeJpeg(cut)).rejects.toThrow('damaged or cut off');
        // A progressive one that ends between two scans is whole, only coarser.
        if (isProgressive) return;
        const ended = Buffer.concat([cut, bytesOf(0xff, 0xd9)]);
        await expect(wholeJpeg(ended)).rejects.toThrow('damaged or cut off');
      }),
      { numRuns: 60, examples: [[3], [4], ...inHeader.map((at): [number] => [bytes.length - at])] },
    );
  });

  it('is refused when a marker stands in the middle of its data', async () => {
    const bytes = await make().toBuffer();
    const data = bytes.lastIndexOf(bytesOf(0xff, 0xda)) + 20;
    for (const marker of [0x41, 0xd0, 0xd9, 0xe1, 0xfe]) {
      const damaged = Buffer.from(bytes);
      damaged.set([0xff, marker], data + Math.floor((bytes.length - data) / 2));
      await expect(wholeJpeg(damaged)).rejects.toThrow('damaged or cut off');
    }
  });

  it('that is taken after damage is one that libjpeg finds whole, too', async () => {
    const bytes = await make().toBuffer();
    const first = bytes.indexOf(bytesOf(0xff, 0xda)) + 20;
    const place = fc.integer({ min: first, max: bytes.length - 43 });
    await fc.assert(
      fc.asyncProperty(place, fc.uint8Array({ minLength: 1, maxLength: 40 }), async (at, damage) => {
        const damaged = Buffer.from(bytes);
        damaged.set(damage, at);
        try {
          await wholeJpeg(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(UnusableFile);
          return;
        }
        const complaint = await sharp(damaged, { failOn: 'warning' })
          .raw()
          .toBuffer()
          .then(() => '', String);
        expect(complaint.replace(/.*extraneous bytes before marker.*/g, '')).not.toMatch(/Corrupt|premature/);
      }),
      { numRuns: 60 },
    );
  });
});

describe('restart markers', () => {
  const means = Array.from({ length: 60 }, (_, i) => (i * 37) % 256);
  const marked = (restartInterval: number, of = means) =>
    encodeFlatJpeg({ columns: 10, rows: 6, means: of, restartInterval });

  it.each([0, 1, 7, 10, 59, 60, 100])('every %d blocks', async (restartInterval) => {
    const bytes = marked(restartInterval);
    expect(await wholeJpeg(bytes)).toBe(bytes);
    const read = await sharp(bytes, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
    const at = (i: number) => (Math.floor(i / 10) * 8 * 80 + (i % 10) * 8) * read.info.channels;
    expect(means.map((_, i) => read.data[at(i)])).toEqual(means);
    await expect(wholeJpeg(await wholeJpeg(bytes.subarray(0, -2)))).resolves.toEqual(bytes);
  });

  it('that are missing, doubled or out of turn mean damage', async () => {
    const bytes = marked(10);
    const second = bytes.indexOf(bytesOf(0xff, 0xd1));
    const third = bytes.indexOf(bytesOf(0xff, 0xd2));
    const swapped = Buffer.from(bytes);
    swapped[second + 1] = 0xd4;
    for (const damaged of [
      swapped,
      Buffer.concat([bytes.subarray(0, second), bytes.subarray(second + 2)]),
      Buffer.concat([bytes.subarray(0, second), bytes.subarray(third)]),
      Buffer.concat([bytes.subarray(0, third), bytes.subarray(second)]),
    ])
      await expect(wholeJpeg(damaged)).rejects.toThrow('damaged or cut off');
    const spare = Buffer.concat([bytes.subarray(0, second), Buffer.alloc(9), bytes.subarray(second)]);
    expect(await wholeJpeg(spare)).toBe(spare);
  });

  it('keep damage from spreading, yet it is seen', async () => {
    // Twice as bright as white, as a difference that got a bit more makes it.
    const impossible = means.with(25, 500);
    await expect(wholeJpeg(marked(10, impossible))).rejects.toThrow('damaged or cut off');
    await expect(wholeJpeg(marked(0, impossible))).rejects.toThrow('damaged or cut off');
  });
});

it('kinds that libjpeg does not read, or we do not, come back unseen', async () => {
  const bytes = encodeFlatJpeg({ columns: 2, rows: 2, means: [1, 2, 3, 4] });
  const frame = bytes.indexOf(bytesOf(0xff, 0xc0));
  for (const [offset, value] of [
    [1, 0xc9],
    [1, 0xc3],
    [4, 12],
  ]) {
    const changed = Buffer.from(bytes);
    changed[frame + offset] = value;
    expect(await wholeJpeg(changed)).toBe(changed);
  }
});

it('bytes that are not a picture are refused', async () => {
  const bytes = await picture(40).jpeg({ progressive: true }).toBuffer();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
      fc.nat(bytes.length),
      async (changes, length) => {
        const damaged = Buffer.from(bytes.subarray(0, Math.max(2, length)));
        for (const [at, value] of changes) damaged[at % damaged.length] = value;
        try {
          await wholeJpeg(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(UnusableFile);
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('a file that goes over the picture again and again is refused', async () => {
  const bytes = encodeFlatJpeg({ columns: 1, rows: 1, means: [9] });
  const frame = bytes.indexOf(bytesOf(0xff, 0xc0));
  bytes[frame + 1] = 0xc2;
  // A mean, to half of its precision, without end.
  const scan = bytes.indexOf(bytesOf(0xff, 0xda));
  const part = Buffer.concat([bytesOf(0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 1), bytesOf(0x00)]);
  const many = Buffer.concat([
    bytes.subarray(0, scan),
    ...Array<Buffer>(501).fill(part),
    bytesOf(0xff, 0xd9),
  ]);
  await expect(wholeJpeg(many)).rejects.toThrow('damaged or cut off');
  const few = Buffer.concat([bytes.subarray(0, scan), part, part, bytesOf(0xff, 0xd9)]);
  expect(await wholeJpeg(few)).toBe(few);
});
