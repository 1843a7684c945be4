import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeTiff, type TiffPage } from '../../testing/encode-tiff.ts';
import { openPicture } from './open-picture.ts';

const side = 120;
/** A picture of detail everywhere, in colour. */
const values = Array.from({ length: side * side * 3 }, (_, i) =>
  Math.round(128 + 60 * Math.sin(i / 31) + 50 * Math.cos(i / (7 + (i % 3))) + ((i * 7919) % 17)),
);
const picture = (): Sharp => sharp(Buffer.from(values), { raw: { width: side, height: side, channels: 3 } });
const page: TiffPage = { width: side, height: side, samples: 3, values, bits: 8, photometric: 2 };
const tiff = (chosen: Partial<TiffPage>) => async () =>
  encodeTiff([{ ...page, ...chosen }], { directories: 'first' });

const read = async (bytes: Buffer) => (await openPicture({ kind: 'encoded', bytes })).whole(side);
const refusal = 'damaged or cut off';

/** A format, and where in a file of it the data of the picture lies. */
const formats: Record<string, () => Promise<Buffer>> = {
  JPEG: () => picture().jpeg().toBuffer(),
  'progressive JPEG': () => picture().jpeg({ progressive: true }).toBuffer(),
  PNG: () => picture().png().toBuffer(),
  'PNG with a palette': () => picture().png({ palette: true }).toBuffer(),
  GIF: () => picture().gif().toBuffer(),
  WebP: () => picture().webp({ quality: 90 }).toBuffer(),
  'lossless WebP': () => picture().webp({ lossless: true }).toBuffer(),
  AVIF: () => picture().avif({ effort: 0, quality: 80 }).toBuffer(),
  'plain TIFF': tiff({ rowsPerStrip: 10 }),
  'TIFF with deflate': tiff({ rowsPerStrip: 10, compression: 'deflate' }),
  'TIFF with PackBits': tiff({ rowsPerStrip: 10, compression: 'packbits' }),
  'TIFF in tiles': tiff({ tileSide: 48, compression: 'deflate' }),
};

describe.each(Object.entries(formats))('%s', (_name, make) => {
  it('is read whole, with bytes to spare behind it', async () => {
    const bytes = await make();
    const { data } = await read(bytes);
    const longer = await read(Buffer.concat([bytes, Buffer.alloc(300, 7)]));
    expect(Buffer.from(longer.data).equals(Buffer.from(data))).toBe(true);
  });

  it('is refused when it ends early', async () => {
    const bytes = await make();
    for (const part of [0.3, 0.5, 0.8, 0.95]) {
      await expect(read(bytes.subarray(0, bytes.length * part))).rejects.toThrow();
    }
  });
});

// Where 0 is a colour like any other, nothing tells what was never written.
const packed = Object.entries(formats).filter(([name]) => name !== 'plain TIFF');
it.each(packed)('a second half that was never written keeps it out: %s', async (_name, make) => {
  const bytes = await make();
  for (const part of [0.4, 0.6, 0.8]) {
    const unfinished = Buffer.from(bytes).fill(0, Math.floor(bytes.length * part));
    await expect(read(unfinished)).rejects.toThrow(refusal);
  }
});

// These have checksums; what the others say of damage depends on where it is.
const checked = ['PNG', 'PNG with a palette', 'TIFF with deflate', 'TIFF in tiles'];
it.each(checked)('any damage inside keeps it out: %s', async (name) => {
  const bytes = await formats[name]();
  const first = Math.floor(bytes.length * 0.3);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: first, max: bytes.length - 70 }),
      fc.uint8Array({ minLength: 40, maxLength: 40 }),
      async (at, damage) => {
        fc.pre(!bytes.subarray(at, at + 40).equals(damage));
        const damaged = Buffer.from(bytes);
        damaged.set(damage, at);
        await expect(read(damaged)).rejects.toThrow(refusal);
      },
    ),
    { numRuns: 40 },
  );
});

it('JPEG data inside of a TIFF is looked at like a JPEG', async () => {
  for (const tile of [false, true]) {
    const bytes = await picture()
      .tiff({ compression: 'jpeg', quality: 90, tile, tileWidth: 64, tileHeight: 64 })
      .toBuffer();
    expect((await read(bytes)).width).toBe(side);
    const damaged = Buffer.from(bytes);
    damaged.set([0xff, 0x45], bytes.indexOf(Buffer.from([0xff, 0xda])) + 60);
    await expect(read(damaged)).rejects.toThrow(refusal);
  }
});

it('TIFFs with LZW are whole when every strip has its rows', async () => {
  for (const predictor of ['none', 'horizontal'] as const) {
    const bytes = await picture().tiff({ compression: 'lzw', predictor }).toBuffer();
    const { data } = await read(bytes);
    expect([...data]).toEqual(values);
    const unfinished = Buffer.from(bytes).fill(0, 3000, 9000);
    await expect(read(unfinished)).rejects.toThrow(refusal);
  }
});

it('GIFs need no end, may have bytes to spare, and later pictures of theirs may be missing', async () => {
  const bytes = await formats['GIF']();
  const { data } = await read(bytes);
  const end = bytes.length - 1;
  const harmless = [
    bytes.subarray(0, end),
    Buffer.concat([bytes.subarray(0, end), Buffer.alloc(9), bytes.subarray(end)]),
    Buffer.concat([bytes.subarray(0, end - 1), Buffer.from([2, 1, 2]), bytes.subarray(end - 1)]),
  ];
  for (const each of harmless)
    expect(Buffer.from((await read(each)).data).equals(Buffer.from(data))).toBe(true);
  const frames = Buffer.from([...values, ...values.toReversed()]);
  const moving = await sharp(frames, {
    raw: { width: side, height: side * 2, channels: 3, pageHeight: side },
  })
    .gif()
    .toBuffer();
  expect((await read(moving.subarray(0, -30))).height).toBe(side);
});

it('plain pictures of one colour are whole', async () => {
  const even = sharp({ create: { width: 300, height: 300, channels: 3, background: '#000' } });
  for (const encoded of [
    even.clone().gif(),
    even.clone().webp(),
    even.clone().webp({ lossless: true }),
    even.clone().png(),
    even.clone().jpeg(),
    even.clone().tiff({ compression: 'lzw' }),
    even.clone().tiff({ compression: 'packbits' }),
  ])
    expect((await read(await encoded.toBuffer())).width).toBe(side);
});
