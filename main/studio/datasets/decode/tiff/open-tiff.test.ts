import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeTiff, type TiffOptions, type TiffPage } from '../../../testing/encode-tiff.ts';
import { UnusableFile } from '../../sources/unusable-file.ts';
import { openPicture } from '../open-picture.ts';

const read = async (bytes: Buffer) => (await openPicture({ kind: 'encoded', bytes })).whole(2000);

/** Large enough that its directory lies beyond the first bytes by which kinds are told. */
const side = 70;
const colourful = Array.from(
  { length: side * side * 3 },
  (_, i) => (i % 3 === 0 ? 200 : 0) + ((i * 31) % 55),
);
const greyValues = Array.from({ length: side * side }, (_, i) => (i * 7) % 256);
const colour: TiffPage = {
  width: side,
  height: side,
  samples: 3,
  values: colourful,
  bits: 8,
  photometric: 2,
};
const grey: TiffPage = { width: side, height: side, samples: 1, values: greyValues, bits: 8, photometric: 1 };
const greyOf = (change: (value: number) => number) => greyValues.map(change);

async function expectPixels(bytes: Buffer, values: readonly number[], tolerance = 0): Promise<void> {
  expectNear((await read(bytes)).data, values, tolerance);
}

/** A million single expectations would take ten seconds. */
function expectNear(data: Uint8Array, values: readonly number[], tolerance: number): void {
  expect(data.length).toBe(values.length);
  expect(values.filter((value, i) => !(Math.abs(data[i] - value) <= tolerance))).toEqual([]);
}

describe('every way of writing the same picture', () => {
  const options = fc.record({
    order: fc.constantFrom('II', 'MM'),
    isBig: fc.boolean(),
    directories: fc.constantFrom('first', 'last'),
  }) satisfies fc.Arbitrary<Required<TiffOptions>>;
  const storage = fc.record({
    tileSide: fc.constantFrom(undefined, 16, 48),
    rowsPerStrip: fc.constantFrom(undefined, 1, 16),
    isPlanar: fc.boolean(),
    compression: fc.constantFrom('none', 'deflate', 'packbits'),
    isWide: fc.boolean(),
  });

  it('gives the same pixels', async () => {
    await fc.assert(
      fc.asyncProperty(options, storage, async (chosen, { isWide, tileSide, rowsPerStrip, ...stored }) => {
        const pieces = {
          ...(tileSide === undefined ? {} : { tileSide }),
          ...(rowsPerStrip === undefined ? {} : { rowsPerStrip }),
        };
        const page: TiffPage = { ...colour, ...stored, ...pieces };
        // The one way that libvips does not read.
        fc.pre(tileSide === undefined || !stored.isPlanar);
        const wide: TiffPage = { ...page, bits: 16, values: colourful.map((value) => value * 257) };
        await expectPixels(encodeTiff([isWide ? wide : page], chosen), colourful);
      }),
      { numRuns: 80 },
    );
  });

  it.each(['lzw', 'deflate', 'packbits', 'none', 'jpeg', 'webp'] as const)(
    'as libvips compresses it: %s',
    async (compression) => {
      // Lossy ones are made for pictures without noise.
      const isLossy = compression === 'jpeg' || compression === 'webp';
      const values = isLossy
        ? colourful.map((_, i) => 60 + Math.round((i / colourful.length) * 120))
        : colourful;
      const picture = sharp(Buffer.from(values), { raw: { width: side, height: side, channels: 3 } });
      for (const tile of [false, true]) {
        const bytes = await picture
          .clone()
          .tiff({ compression, tile, quality: 100, bigtiff: tile })
          .toBuffer();
        const { data, channels } = await read(bytes);
        const shown = channels === 1 ? values.filter((_, i) => i % 3 === 0) : values;
        expectNear(data, shown, isLossy ? 3 : 0);
      }
    },
  );

  it.each([1, 2, 4] as const)('in %d bits, black or white being 0', async (bitdepth) => {
    const levels = 2 ** bitdepth - 1;
    const values = greyOf((value) => Math.round(Math.round((value / 255) * levels) * (255 / levels)));
    const picture = sharp(Buffer.from(values), {
      raw: { width: side, height: side, channels: 1 },
    }).toColourspace('b-w');
    for (const miniswhite of [false, true]) {
      await expectPixels(
        await picture.clone().tiff({ bitdepth, miniswhite, compression: 'none' }).toBuffer(),
        values,
        1,
      );
    }
  });
});

describe('numbers that viewers scale', () => {
  const shown: Record<string, Partial<TiffPage>> = {
    'grey of 16 bits': { bits: 16, values: greyOf((value) => value * 257) },
    'grey of 16 bits, white being 0': {
      bits: 16,
      photometric: 0,
      values: greyOf((value) => (255 - value) * 257),
    },
    'grey of 32 bits': { bits: 32, values: greyOf((value) => value * 16_843_009) },
    'real numbers from 0 to 1': { bits: 32, format: 3, values: greyOf((value) => value / 255) },
    'real numbers from 0 to 1, white being 0': {
      bits: 32,
      format: 3,
      photometric: 0,
      values: greyOf((value) => 1 - value / 255),
    },
    'real numbers from 0 to 255': { bits: 32, format: 3 },
    'real numbers from 0 to 65,535': { bits: 32, format: 3, values: greyOf((value) => value * 257) },
    'real numbers around 0': { bits: 32, format: 3, values: greyOf((value) => value - 128) },
    'real numbers of no known range': { bits: 32, format: 3, values: greyOf((value) => 3000 + value) },
    'signed numbers': { bits: 16, format: 2, values: greyOf((value) => value * 100 - 12_750) },
    'signed numbers without a sign': {
      bits: 16,
      format: 2,
      values: greyOf((value) => Math.round(value * 128.49)),
    },
  };

  it.each(Object.entries(shown))('%s', async (_name, page) => {
    for (const order of ['II', 'MM'] as const)
      await expectPixels(encodeTiff([{ ...grey, ...page }], { order }), greyValues, 1);
  });

  it('in colour', async () => {
    const real: TiffPage = { ...colour, bits: 32, format: 3, values: colourful.map((value) => value / 255) };
    await expectPixels(encodeTiff([real]), colourful, 1);
    await expectPixels(encodeTiff([{ ...real, tileSide: 16, compression: 'deflate' }]), colourful, 1);
  });

  it('light above white is white, and NaN does no harm', async () => {
    const values = greyOf((value) => value / 255)
      .with(5, 7)
      .with(6, Number.NaN)
      .with(7, Number.POSITIVE_INFINITY);
    const { data } = await read(encodeTiff([{ ...grey, bits: 32, format: 3, values }]));
    expect(data[5]).toBe(255);
    const others = [...data.keys()].filter((i) => i < 5 || i > 7);
    expect(others.every((i) => Math.abs(data[i] - greyValues[i]) <= 1)).toBe(true);
  });

  it('an even picture stays as it is', async () => {
    const even = (value: number): TiffPage => ({ ...grey, bits: 32, format: 3, values: greyOf(() => value) });
    expect(new Set((await read(encodeTiff([even(0)]))).data)).toEqual(new Set([0]));
    expect(new Set((await read(encodeTiff([even(1)]))).data)).toEqual(new Set([255]));
  });

  it('that cannot be read are refused with advice', async () => {
    const planes: TiffPage = { ...colour, tileSide: 16, isPlanar: true };
    await expect(read(encodeTiff([planes]))).rejects.toThrow('save it in strips');
    const double: TiffPage = { ...grey, bits: 64, format: 3 };
    await expect(read(encodeTiff([double]))).rejects.toThrow('save it with 8 or 16 bits');
    const unknown = encodeTiff([{ ...colour, tags: { 259: [34_925] } }]);
    await expect(read(unknown)).rejects.toThrow('compressed in a way that cannot be read');

    // Each its own, also when many fail at once: libvips has one place for the words of all.
    const files = [planes, double].map((page) => encodeTiff([page]));
    const kinds = [...files, unknown].map((file, i) => ({
      file,
      reason: ['save it in strips', 'save it with 8 or 16 bits', 'compressed in a way'][i],
    }));
    await Promise.all(
      Array.from({ length: 12 }, () => kinds)
        .flat()
        .map(({ file, reason }) => expect(read(file)).rejects.toThrow(reason)),
    );
  });
});

describe('samples beyond the colours', () => {
  const withSamples = (values: readonly number[], extra: readonly (number | ((i: number) => number))[]) =>
    Array.from({ length: side * side }, (_, i) => [
      ...values.slice(i * (values.length / side ** 2), (i + 1) * (values.length / side ** 2)),
      ...extra.map((each) => (typeof each === 'number' ? each : each(i))),
    ]).flat();

  it('that mean nothing are left aside', async () => {
    const four: TiffPage = { ...colour, samples: 4, values: withSamples(colourful, [0]), tags: { 338: [0] } };
    await expectPixels(encodeTiff([four]), colourful);
    const five: TiffPage = {
      ...colour,
      samples: 5,
      values: withSamples(colourful, [9, 200]),
      tags: { 338: [0, 0] },
    };
    await expectPixels(encodeTiff([five]), colourful);
    const two: TiffPage = { ...grey, samples: 2, values: withSamples(greyValues, [0]), tags: { 338: [0] } };
    await expectPixels(encodeTiff([two]), greyValues);
  });

  it('that are transparency show white', async () => {
    const values = withSamples(colourful, [(i) => (i % 2 === 0 ? 255 : 0)]);
    const clear: TiffPage = { ...colour, samples: 4, values, tags: { 338: [2] } };
    const expected = colourful.map((value, i) => (Math.floor(i / 3) % 2 === 0 ? value : 255));
    await expectPixels(encodeTiff([clear]), expected);
  });
});

it('luminance and chrominance become colours', async () => {
  // BT.601, the other way round.
  const values = Array.from({ length: side * side }, (_, i) => {
    const [r, g, b] = colourful.slice(i * 3, i * 3 + 3);
    const luminance = 0.299 * r + 0.587 * g + 0.114 * b;
    return [luminance, 128 + (b - luminance) / 1.772, 128 + (r - luminance) / 1.402].map(Math.round);
  }).flat();
  const page: TiffPage = { ...colour, photometric: 6, values };
  await expectPixels(encodeTiff([{ ...page, tags: { 530: [1, 1] } }]), colourful, 2);
  await expect(read(encodeTiff([page]))).rejects.toThrow('save it as RGB');
});

describe('several pictures in a file', () => {
  const small: TiffPage = {
    width: 20,
    height: 20,
    samples: 3,
    values: Array(1200).fill(9),
    bits: 8,
    photometric: 2,
  };
  const reduced: TiffPage = { ...small, tags: { 254: [1] } };

  it('are pages of which the first is taken', async () => {
    await expectPixels(encodeTiff([colour, small, grey]), colourful);
  });

  it('are smaller copies and the picture, which is taken wherever it stands', async () => {
    await expectPixels(encodeTiff([reduced, colour]), colourful);
    await expectPixels(encodeTiff([reduced, reduced, colour, small]), colourful);
    await expectPixels(encodeTiff([{ ...small, tags: { 255: [2] } }, colour]), colourful);
    await expectPixels(encodeTiff([{ ...colour, children: [reduced] }]), colourful);
    await expectPixels(encodeTiff([{ ...reduced, children: [colour] }]), colourful);
    await expectPixels(encodeTiff([{ ...reduced, children: [reduced, colour] }, small]), colourful);
  });
});

describe('raw files of cameras', () => {
  const thumbnail: TiffPage = { ...grey, tags: { 254: [1] } };
  const sensor: TiffPage = { ...grey, photometric: 32_803 };
  const marked = encodeTiff([colour]);
  marked.write('CR\x02\0', 8, 'latin1');
  const files: Record<string, Buffer> = {
    'Nikon, Sony, Pentax: the sensor below a thumbnail': encodeTiff([
      { ...thumbnail, children: [thumbnail, sensor] },
    ]),
    'the sensor as a page of its own': encodeTiff([thumbnail, colour, sensor], { order: 'MM' }),
    'the sensor alone': encodeTiff([sensor], { directories: 'first' }),
    'linear DNG': encodeTiff([{ ...thumbnail, children: [{ ...colour, photometric: 34_892 }] }]),
    'a DNG by its version': encodeTiff([{ ...colour, tags: { 50706: [0x01_04_00_00] } }]),
    'by a compression of Nikon': encodeTiff([
      { ...colour, children: [{ ...grey, tags: { 259: [34_713] } }] },
    ]),
    'Canon, by its mark': marked,
    'in a BigTIFF': encodeTiff([{ ...colour, children: [sensor] }], { isBig: true }),
  };

  it.each(Object.entries(files))('%s: keep their advice', async (_name, bytes) => {
    await expect(read(bytes)).rejects.toThrow('camera raw files cannot be read; export them as JPEG');
  });
});

it('pixels that look like a mark of a camera are pixels', async () => {
  for (const value of [0x49, 0x4d, 0x43]) {
    const values = greyValues
      .with(0, value)
      .with(1, value === 0x43 ? 0x52 : value)
      .with(2, value)
      .with(3, value);
    const bytes = encodeTiff([{ ...grey, values }]);
    expect(bytes[8]).toBe(value);
    await expectPixels(bytes, values);
  }
});

describe('files that are no TIFF', () => {
  it('have no directory, or one that leads in a circle', async () => {
    await expect(read(Buffer.from('II*\0 and words'))).rejects.toThrow('damaged or cut off');
    const circle = encodeTiff([{ ...colour, children: [grey] }], { directories: 'first' });
    circle.writeUInt32LE(8, 8 + 2 + circle.readUInt16LE(8) * 12);
    await expectPixels(circle, colourful);
  });

  it('end in a refusal, whatever they claim', async () => {
    const bytes = encodeTiff([{ ...colour, children: [grey] }, grey], { directories: 'first' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(500), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 8, max: bytes.length }),
        async (changes, length) => {
          const damaged = Buffer.from(bytes.subarray(0, length));
          for (const [at, value] of changes) damaged[4 + (at % (damaged.length - 4))] = value;
          try {
            await read(damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(UnusableFile);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
