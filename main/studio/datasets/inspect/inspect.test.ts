import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../pictures/pixels.ts';
import { rawSharp, toPixels } from '../../pictures/raw-sharp.ts';
import { bitsOf, everyFinding, findingsOf } from './finding-bits.ts';
import { blurrySharpness, itemFindings, lowContrast, type PictureFacts, quality } from './findings.ts';
import { areaResize, comparable, luminance } from './luminance.ts';
import { measure as measureLuma } from './measure.ts';
import { findExactDuplicates, findNearDuplicates, maximumDistance } from './near-duplicates.ts';
import {
  perceptualHash as hashLuma,
  signatureCorrelation,
  signature as signLuma,
} from './perceptual-hash.ts';

/** Value noise in several octaves: as much detail at each scale, like a photo. */
async function texture(seed: number, side = 256): Promise<Pixels> {
  const sum = new Float32Array(side * side);
  for (const cells of [4, 8, 16, 32, 64, 128]) {
    const random = Buffer.from(
      Array.from({ length: cells * cells }, (_, i) => (Math.imul(i + seed * 7919, 2654435761) >>> 13) & 255),
    );
    const { data } = await toPixels(
      rawSharp({ width: cells, height: cells, channels: 1, data: random }).resize(side, side, {
        kernel: 'cubic',
      }),
    );
    for (let i = 0; i < sum.length; i++) sum[i] += data[i] / 6;
  }
  return { width: side, height: side, channels: 1, data: Uint8Array.from(sum) };
}

const measure = (picture: Pixels) => measureLuma(comparable(picture));
const perceptualHash = (picture: Pixels) => hashLuma(comparable(picture));
const signature = (picture: Pixels) => signLuma(comparable(picture));
/** Bits that differ between the bands of two hashes, counted one by one. */
const distance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, code, band) => sum + ((code ^ b[band]) >>> 0).toString(2).replaceAll('0', '').length, 0);

const blurred = (picture: Pixels, sigma: number) => toPixels(rawSharp(picture).blur(sigma));

describe('areaResize', () => {
  it('keeps the mean, and averages whole blocks exactly', () => {
    const picture = { width: 6, height: 4, data: Float32Array.from({ length: 24 }, (_, i) => i * i) };
    const small = areaResize(picture, 3, 2);
    expect(small.data[0]).toBeCloseTo((0 + 1 + 36 + 49) / 4, 4);
    const mean = (data: Float32Array) => data.reduce((a, b) => a + b, 0) / data.length;
    for (const [width, height] of [
      [5, 3],
      [1, 1],
      [9, 8],
    ])
      expect(mean(areaResize(picture, width, height).data)).toBeCloseTo(mean(picture.data), 3);
  });

  it('makes large pictures comparable by whole blocks, as the area average does', async () => {
    const picture = await texture(8, 384);
    const fast = comparable(picture);
    const slow = areaResize(luminance(picture), 128, 128);
    expect([fast.width, fast.height]).toEqual([128, 128]);
    const worst = Math.max(...fast.data.map((value, i) => Math.abs(value - slow.data[i])));
    expect(worst).toBeLessThan(1e-3);
  });

  it('takes luma by Rec. 601', () => {
    const data = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255]);
    const luma = luminance({ width: 3, height: 1, channels: 3, data }).data;
    expect([...luma].map(Math.round)).toEqual([76, 150, 29]);
  });
});

describe('measure', () => {
  it('falls with every step of blur, whatever the contrast', async () => {
    for (const seed of [1, 2, 3]) {
      const picture = await texture(seed);
      const steps = [picture];
      for (const sigma of [1, 2, 4, 8]) steps.push(await blurred(picture, sigma));
      const values = steps.map((step) => measure(step).sharpness);
      expect(values).toEqual(values.toSorted((a, b) => b - a));
      expect(values[0]).toBeGreaterThan(blurrySharpness * 2);
      expect(values[4]).toBeLessThan(blurrySharpness);
      const flat = { ...picture, data: picture.data.map((v) => 80 + v / 2) };
      expect(Math.abs(measure(flat).sharpness / values[0] - 1)).toBeLessThan(0.1);
    }
  });

  it('measures contrast between the fifth and the ninety-fifth per cent', () => {
    const ramp = {
      width: 128,
      height: 128,
      channels: 1,
      data: Uint8Array.from({ length: 16384 }, (_, i) => i % 128),
    } as const;
    expect(measure(ramp).contrast).toBeCloseTo((0.9 * 128) / 255, 1);
    const flat = { ...ramp, data: new Uint8Array(16384).fill(90) };
    expect(measure(flat)).toEqual({ sharpness: 0, contrast: 0 });
  });
});

describe('perceptual hash', () => {
  it('stays close for another size, compression and brightness, and far for another picture', async () => {
    const picture = await texture(5);
    const png = await rawSharp(picture).png().toBuffer();
    const again = await toPixels(
      sharp(await sharp(png).resize(140).jpeg({ quality: 60 }).toBuffer())
        .linear(0.9, 9)
        .toColourspace('b-w'),
    );
    const other = await texture(6);
    const bits = (a: Pixels, b: Pixels) => distance(bands(perceptualHash(a)), bands(perceptualHash(b)));
    expect(bits(picture, again)).toBeLessThanOrEqual(maximumDistance);
    expect(bits(picture, other)).toBeGreaterThan(15);
    expect(signatureCorrelation(signature(picture), signature(again))).toBeGreaterThan(0.985);
    expect(signatureCorrelation(signature(picture), signature(other))).toBeLessThan(0.8);
  });

  it('gives the bits of a picture that is known: darker on the left', () => {
    const ramp = Uint8Array.from({ length: 90 * 80 }, (_, i) => i % 90);
    const up = { width: 90, height: 80, channels: 1, data: ramp } as const;
    expect(perceptualHash(up)).toBe('f'.repeat(16));
    expect(perceptualHash({ ...up, data: ramp.map((v) => 90 - v) })).toBe('0'.repeat(16));
  });
});

const bands = (hash: string) => [0, 4, 8, 12].map((i) => Number.parseInt(hash.slice(i, i + 4), 16));

describe('findNearDuplicates', () => {
  it('finds every pair that a comparison of all with all finds', async () => {
    const hash = fc.bigInt(0n, 2n ** 64n - 1n);
    const near = fc.array(fc.nat(63), { maxLength: maximumDistance + 2 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(hash, { minLength: 1, maxLength: 6 }),
        fc.array(near, { maxLength: 12 }),
        async (bases, flips) => {
          const codes = [
            ...bases,
            ...flips.map((bits, i) =>
              bits.reduce((code, bit) => code ^ (1n << BigInt(bit)), bases[i % bases.length]),
            ),
          ];
          const items = codes.map((code, index) => ({
            index,
            hash: code.toString(16).padStart(16, '0'),
            signature: Uint8Array.from({ length: 256 }, (_, i) => i),
          }));
          const taken = new Set<number>();
          const expected: number[][] = [];
          for (const a of items) {
            if (taken.has(a.index)) continue;
            const group = items.filter(
              (b) =>
                b.index > a.index &&
                !taken.has(b.index) &&
                distance(bands(a.hash), bands(b.hash)) <= maximumDistance,
            );
            if (group.length === 0) continue;
            for (const { index } of group) taken.add(index);
            expected.push([a.index, ...group.map(({ index }) => index)]);
          }
          expect(await findNearDuplicates(items, () => undefined)).toEqual(expected);
        },
      ),
    );
  });

  it('lets faces decide where there are faces', async () => {
    const same = { hash: '0'.repeat(16), signature: Uint8Array.from({ length: 256 }, (_, i) => i) };
    const items = [
      { index: 3, ...same },
      { index: 8, ...same },
    ];
    expect(await findNearDuplicates(items, () => 0.95)).toEqual([[3, 8]]);
    expect(await findNearDuplicates(items, () => 0.7)).toEqual([]);
  });

  it('groups equal contents', () => {
    const items = ['a', 'b', 'a', 'c', 'b', 'a'].map((pixelHash, index) => ({ index, pixelHash }));
    expect(findExactDuplicates(items)).toEqual([
      [0, 2, 5],
      [1, 4],
    ]);
  });
});

describe('findings of one picture', () => {
  const good: PictureFacts = {
    mode: 'align',
    side: 300,
    sharpness: 0.3,
    contrast: 0.6,
    wasFaceSought: true,
    face: { score: 0.9, yaw: 3, pitch: 4, outside: 0 },
  };
  const face = good.face as NonNullable<PictureFacts['face']>;
  it.each([
    [[], good],
    [['no-face'], { ...good, face: undefined }],
    [[], { ...good, wasFaceSought: false, face: undefined }],
    [['unsure-face'], { ...good, face: { ...face, score: 0.3 } }],
    [['too-small'], { ...good, side: 27 }],
    [['blurry'], { ...good, sharpness: blurrySharpness / 2 }],
    [['turned'], { ...good, face: { ...face, yaw: -50 } }],
    [['turned'], { ...good, face: { ...face, pitch: 40 } }],
    [['low-contrast'], { ...good, contrast: lowContrast / 2 }],
    [['cut-off'], { ...good, face: { ...face, outside: 0.4 } }],
  ] as [string[], PictureFacts][])('are %j', (expected, facts) => {
    expect(itemFindings(facts)).toEqual(expected);
    expect(findingsOf(bitsOf(itemFindings(facts)))).toEqual(expected);
    if (expected.length > 0) expect(quality(facts)).toBeLessThanOrEqual(quality(good));
  });

  it('keep their bits: a library stores them', () => {
    expect(everyFinding.map((kind) => bitsOf([kind]))).toEqual(everyFinding.map((_, i) => 2 ** i));
    expect(everyFinding.slice(0, 3)).toEqual(['no-face', 'unsure-face', 'too-small']);
    expect(everyFinding).toHaveLength(11);
  });
});
