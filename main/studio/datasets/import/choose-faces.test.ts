import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { FoundFace } from '../../../protocol/faces.ts';
import type { Pixels } from '../../pictures/pixels.ts';
import type { Listing } from '../sources/source.ts';
import { chooseFaces } from './choose-faces.ts';
import { SourceGuard } from './source-guard.ts';

const face = (score: number): FoundFace => ({
  score,
  box: { left: 10, top: 10, width: 30, height: 30 },
  // On its side, as the finder says of a photo that was never turned.
  leftEye: { x: 20, y: 20 },
  rightEye: { x: 20, y: 32 },
  mouth: { x: 8, y: 26 },
  yaw: 0,
  pitch: 0,
  roll: 90,
  embedding: new Float32Array(1024),
});

/** A listing of pictures of one size, in which the finder finds faces by its number. */
async function choose(sizes: readonly [number, number][], facesOf: (asked: number) => FoundFace[]) {
  const pictures = await Promise.all(
    sizes.map(([width, height]) =>
      sharp({ create: { width, height, channels: 3, background: '#864' } })
        .png()
        .toBuffer(),
    ),
  );
  const listing: Listing = {
    total: pictures.length,
    ignored: [],
    unusable: [],
    async *open() {
      for (const [i, bytes] of pictures.entries())
        yield { name: `${i}.png`, stamp: String(i), read: async () => ({ kind: 'encoded', bytes }) };
    },
  };
  let asked = 0;
  const seen: Pixels[] = [];
  const find = async (picture: Pixels) => {
    seen.push(picture);
    return facesOf(asked++);
  };
  const mode = await chooseFaces(listing, { find }, new SourceGuard(new Map()), new AbortController().signal);
  return { mode, asked: seen.length };
}

const wide = Array<[number, number]>(12).fill([80, 60]);
const square = Array<[number, number]>(12).fill([60, 60]);
const tiny = Array<[number, number]>(12).fill([28, 28]);

it('aligns faces when there is one in half of the pictures, on their side too', async () => {
  expect(await choose(wide, () => [face(0.9)])).toEqual({ mode: 'align', asked: 12 });
  expect((await choose(wide, (i) => (i % 2 === 0 ? [face(0.3), face(0.8)] : []))).mode).toBe('align');
  expect((await choose(wide, (i) => (i < 5 ? [face(0.9)] : []))).mode).toBe('centre');
});

it('is not misled by what may not be a face', async () => {
  expect((await choose(wide, () => [face(0.4)])).mode).toBe('centre');
  expect((await choose(square, () => [face(0.4)])).mode).toBe('as-is');
});

it('leaves squares whole, and looks for no face in digits', async () => {
  expect((await choose(square, () => [])).mode).toBe('as-is');
  expect(await choose(tiny, () => [face(0.9)])).toEqual({ mode: 'as-is', asked: 0 });
});
