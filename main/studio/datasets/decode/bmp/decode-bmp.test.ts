import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BmpPicture, encodeBmp } from '../../../testing/encode-bmp.ts';
import { isBmp } from '../../sources/marks.ts';
import { UnusableFile } from '../../sources/unusable-file.ts';
import { decodeBmp } from './decode-bmp.ts';

type Kind = Omit<BmpPicture, 'width' | 'height' | 'values' | 'palette'>;

/** Every way in which programs write pixels that are numbers of colours. */
const paletteKinds: Record<string, Kind> = {
  '1 bit': { bits: 1 },
  '2 bits': { bits: 2 },
  '4 bits': { bits: 4 },
  '8 bits': { bits: 8 },
  '8 bits, from top to bottom': { bits: 8, isTopDown: true },
  '8 bits, a gap before the pixels': { bits: 8, gap: 68 },
  '8 bits, not saying where they begin': { bits: 8, saysStart: false },
  'OS/2 1, 1 bit': { bits: 1, headerBytes: 12 },
  'OS/2 1, 4 bits': { bits: 4, headerBytes: 12 },
  'OS/2 1, 8 bits': { bits: 8, headerBytes: 12 },
  'OS/2 2, the shortest header': { bits: 8, headerBytes: 16 },
  'OS/2 2, 4 bits': { bits: 4, headerBytes: 64 },
  'Windows 95': { bits: 8, headerBytes: 108 },
  'Windows 98, 4 bits, a gap': { bits: 4, headerBytes: 124, gap: 2 },
  RLE8: { bits: 8, hasRuns: true },
  RLE4: { bits: 4, hasRuns: true },
  'RLE8 of OS/2': { bits: 8, hasRuns: true, headerBytes: 64 },
};

/** Colours themselves, and what each bit of them is. */
const colourKinds: Record<string, { kind: Kind; masks: [number, number, number, number] }> = {
  '16 bits': { kind: { bits: 16 }, masks: [0x7c00, 0x3e0, 0x1f, 0] },
  '24 bits': { kind: { bits: 24 }, masks: [0xff0000, 0xff00, 0xff, 0] },
  '24 bits, a gap before the pixels': { kind: { bits: 24, gap: 7 }, masks: [0xff0000, 0xff00, 0xff, 0] },
  'OS/2 1': { kind: { bits: 24, headerBytes: 12 }, masks: [0xff0000, 0xff00, 0xff, 0] },
  'RLE24 of OS/2': { kind: { bits: 24, hasRuns: true, headerBytes: 64 }, masks: [0xff0000, 0xff00, 0xff, 0] },
  '32 bits, the fourth byte meaning nothing': { kind: { bits: 32 }, masks: [0xff0000, 0xff00, 0xff, 0] },
  '5, 6 and 5 bits': withMasks(16, 40, [0xf800, 0x7e0, 0x1f]),
  '2, 3 and 1 bits': withMasks(16, 40, [0x30, 0x0e, 0x01]),
  'red last': withMasks(32, 40, [0xff, 0xff00, 0xff0000]),
  '11, 11 and 10 bits': withMasks(32, 40, [0xffe00000, 0x1ffc00, 0x3ff]),
  'masks in the header': withMasks(32, 52, [0xff000000, 0xff0000, 0xff00]),
  'alpha in the header': withMasks(32, 56, [0xff0000, 0xff00, 0xff, 0xff000000]),
  'alpha behind the header': withMasks(32, 40, [0xff0000, 0xff00, 0xff, 0xff000000]),
  'alpha of one bit': withMasks(16, 108, [0x7c00, 0x3e0, 0x1f, 0x8000]),
  'alpha of four bits': withMasks(16, 124, [0xf00, 0xf0, 0x0f, 0xf000]),
};

function withMasks(bits: 16 | 32, headerBytes: number, masks: [number, number, number, number?]) {
  const written = masks[3] === undefined ? masks.slice(0, 3) : masks;
  const [red, green, blue, alpha = 0] = masks;
  return {
    kind: { bits, headerBytes, masks: written as number[] },
    masks: [red, green, blue, alpha] as [number, number, number, number],
  };
}

/** What a mask picks of a value, of 255, by counting bits. */
function share(value: number, mask: number): number {
  let picked = 0;
  let most = 0;
  for (let bit = 31; bit >= 0; bit--) {
    if (Math.floor(mask / 2 ** bit) % 2 === 0) continue;
    picked = picked * 2 + (Math.floor(value / 2 ** bit) % 2);
    most = most * 2 + 1;
  }
  return most === 0 ? 0 : (255 * picked) / most;
}

const size = fc.record({ width: fc.integer({ min: 1, max: 37 }), height: fc.integer({ min: 1, max: 9 }) });
const sized = (most: number) =>
  size.chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      // Some neighbours alike, so that there are runs.
      values: fc
        .array(fc.tuple(fc.nat(most), fc.integer({ min: 1, max: 9 })), {
          minLength: width * height,
          maxLength: width * height,
        })
        .map((runs) =>
          runs.flatMap(([value, length]) => Array<number>(length).fill(value)).slice(0, width * height),
        ),
    }),
  );

describe('a BMP with a palette', () => {
  it.each(Object.entries(paletteKinds))('%s', async (_name, kind) => {
    const colours = fc.array(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), {
      minLength: 2 ** kind.bits,
      maxLength: 2 ** kind.bits,
    });
    await fc.assert(
      fc.asyncProperty(sized(2 ** kind.bits - 1), colours, async (picture, palette) => {
        const { data, ...shape } = await decodeBmp(encodeBmp({ ...picture, ...kind, palette }));
        expect(shape).toEqual({ width: picture.width, height: picture.height, channels: 3 });
        expect([...data]).toEqual(picture.values.flatMap((value) => palette[value]));
      }),
      { numRuns: 20 },
    );
  });

  it('may have fewer colours than its bits allow, as many as it says or as there is room for', async () => {
    const palette = [
      [10, 20, 30],
      [40, 50, 60],
      [70, 80, 90],
    ];
    const picture = { width: 3, height: 1, values: [2, 0, 1], bits: 8 as const, palette };
    for (const claimedColours of [3, 0, 300]) {
      const { data } = await decodeBmp(encodeBmp({ ...picture, claimedColours }));
      expect([...data]).toEqual([70, 80, 90, 10, 20, 30, 40, 50, 60]);
    }
    const { data } = await decodeBmp(encodeBmp({ ...picture, values: [2, 0, 9] }));
    expect([...data.subarray(6)]).toEqual([0, 0, 0]);
  });

  it('leaps over pixels, which have the first colour', async () => {
    const palette = [
      [1, 2, 3],
      [200, 100, 50],
    ];
    const bytes = encodeBmp({
      width: 5,
      height: 3,
      values: [],
      bits: 8,
      palette,
      hasRuns: true,
      claimedColours: 2,
    });
    const runs = [1, 1, 0, 2, 3, 1, 1, 1, 0, 1];
    const { data } = await decodeBmp(Buffer.concat([bytes.subarray(0, 14 + 40 + 8), Buffer.from(runs)]));
    const seen = [...data].filter((_, i) => i % 3 === 0).map((red) => (red === 200 ? 1 : 0));
    expect(seen).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
  });

  it('may lack the mark of its end, and may fill its rows, but not lack a row', async () => {
    const palette = [
      [0, 0, 0],
      [9, 9, 9],
    ];
    const start = encodeBmp({
      width: 5,
      height: 2,
      values: [],
      bits: 8,
      palette,
      claimedColours: 2,
      hasRuns: true,
    });
    const decode = (runs: number[]) => decodeBmp(Buffer.concat([start.subarray(0, 62), Buffer.from(runs)]));
    const row = [5, 1];
    for (const whole of [
      [...row, 0, 0, ...row],
      [...row, 0, 0, ...row, 0, 0],
      [8, 1, 0, 0, 8, 1, 0, 0, 0, 1],
    ]) {
      const { data } = await decode(whole);
      expect([...data]).toEqual(Array(30).fill(9));
    }
    for (const missing of [
      row,
      [...row, 0, 0],
      [...row, 0, 0, 4, 1],
      [9, 1, 0, 0, ...row, 0, 1],
      [0, 7, 1, 1],
    ]) {
      await expect(decode(missing)).rejects.toThrow(UnusableFile);
    }
  });
});

describe('a BMP of colours', () => {
  it.each(Object.entries(colourKinds))('%s', async (_name, { kind, masks }) => {
    await fc.assert(
      fc.asyncProperty(sized(2 ** kind.bits - 1), async (picture) => {
        const { data } = await decodeBmp(encodeBmp({ ...picture, ...kind }));
        const isTransparent = picture.values.some((value) => share(value, masks[3]) > 0);
        const expected = picture.values.flatMap((value) => {
          const opacity = isTransparent ? share(value, masks[3]) / 255 : 1;
          return masks.slice(0, 3).map((mask) => share(value, mask) * opacity + 255 * (1 - opacity));
        });
        for (const [i, value] of expected.entries()) expect(Math.abs(data[i] - value)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20 },
    );
  });

  it('from an OS/2 array of pictures is the first', async () => {
    const picture = encodeBmp({
      width: 2,
      height: 1,
      values: [0x010203, 0x040506],
      bits: 24,
      headerBytes: 12,
    });
    picture.writeUInt32LE(14 + picture.readUInt32LE(10), 10);
    const array = Buffer.concat([Buffer.from('BA'), Buffer.alloc(12), picture]);
    expect(isBmp(array)).toBe(true);
    expect([...(await decodeBmp(array)).data]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('what is refused', () => {
  const small: BmpPicture = { width: 8, height: 8, values: Array(64).fill(1), bits: 24 };

  it('a file without all of its rows', async () => {
    const whole = encodeBmp({ ...small, width: 7, values: Array(56).fill(1) });
    // What fills the last row is not needed.
    expect((await decodeBmp(whole.subarray(0, -3))).width).toBe(7);
    for (const missing of [4, 30, whole.length - 60])
      await expect(decodeBmp(whole.subarray(0, -missing))).rejects.toThrow('damaged or cut off');
  });

  it('sizes that no picture has, before memory is taken', async () => {
    for (const [width, height, why] of [
      [0, 8, 'damaged'],
      [8, 0, 'damaged'],
      [-8, 8, 'damaged'],
      [60_000, -60_000, 'too large'],
      [2 ** 31 - 1, -(2 ** 31), 'too large'],
      [16_000, 16_000, 'damaged'],
    ] as const) {
      const bytes = encodeBmp(small);
      bytes.writeInt32LE(width, 18);
      bytes.writeInt32LE(height, 22);
      await expect(decodeBmp(bytes)).rejects.toThrow(why);
      bytes.writeUInt16LE(8, 28);
      bytes.writeUInt32LE(1, 30);
      await expect(decodeBmp(bytes)).rejects.toThrow(why);
    }
  });

  it('pictures of other kinds inside', async () => {
    for (const [bits, compression] of [
      [0, 4],
      [0, 5],
      [7, 0],
      [64, 0],
      [24, 3],
    ]) {
      const bytes = encodeBmp(small);
      bytes.writeUInt16LE(bits, 28);
      bytes.writeUInt32LE(compression, 30);
      await expect(decodeBmp(bytes)).rejects.toThrow('a BMP of a kind that cannot be read');
    }
  });

  it('anything else, without a crash', async () => {
    const kinds = [...Object.values(paletteKinds), ...Object.values(colourKinds).map(({ kind }) => kind)];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 9 }),
        fc.nat(200),
        async (kind, changes, length) => {
          const palette = kind.bits <= 8 ? Array(2 ** kind.bits).fill([1, 2, 3]) : [];
          const bytes = encodeBmp({ ...small, values: Array(64).fill(1), ...kind, palette });
          for (const [at, value] of changes) bytes[Math.min(at, bytes.length - 1)] = value;
          try {
            await decodeBmp(bytes.subarray(0, Math.max(2, bytes.length - length)));
          } catch (error) {
            expect(error).toBeInstanceOf(UnusableFile);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

it('text that begins with BM is not a picture', () => {
  expect(isBmp(Buffer.from('BMW and other makes of cars in our town'))).toBe(false);
  expect(isBmp(Buffer.from('BM'))).toBe(false);
  expect(isBmp(encodeBmp({ width: 1, height: 1, values: [1], bits: 1, palette: [[0, 0, 0]] }))).toBe(true);
});
