import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PixelBatch } from '../../protocol/pixels.ts';
import type { Embedding } from '../metrics/embeddings/embedding.ts';
import { drawnPictures } from '../testing/drawn-pictures.ts';
import type { Pictures } from '../training/data/data.ts';
import { embedSets, embedUnseen, type PictureSets, unseenCount } from './embed-sets.ts';
import { KeptFeatures } from './kept-features.ts';
import { joinPictures, pictureBytes, takePictures } from './picture-rows.ts';
import { readReals } from './real-sets.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const trained = drawnPictures('trained', 40);
const heldOut = drawnPictures('held out', 6);

/** A dataset, and the sets of an evaluation of so many of its pictures. */
function setsOf(pictures: PixelBatch, count: number, fakes: string): PictureSets {
  const { size, channels } = pictures;
  const source: Pictures = {
    header: {
      schemaVersion: 2,
      count: pictures.count,
      heldOut: heldOut.count,
      size,
      channels,
      version: 'test',
    },
    trainedCount: pictures.count - heldOut.count,
    batch: (rows) => takePictures(pictures, rows),
  };
  const reals = readReals(source, count);
  const others = takePictures(reals.pictures, reals.others);
  return {
    reals,
    fakes: drawnPictures(fakes, reals.reference.length),
    blurred: { ...others, data: others.data.map((value) => value >> 1) },
  };
}

/** Sees the mean and one corner of each picture, and says how many it was shown. */
function counting(): Embedding & { seen: number } {
  const embedding = {
    id: 'face' as const,
    seen: 0,
    async embed(pictures: PixelBatch, onProgress: (done: number) => void = () => undefined) {
      embedding.seen += pictures.count;
      const values = new Float32Array(2 * pictures.count);
      for (let i = 0; i < pictures.count; i++) {
        const bytes = pictureBytes(pictures, i);
        values.set([bytes.reduce((sum, value) => sum + value, 0) / bytes.length, bytes[0]], 2 * i);
      }
      onProgress(pictures.count);
      return { count: pictures.count, size: 2, values };
    },
    fitTo: () => (features: Awaited<ReturnType<Embedding['embed']>>) => features,
    dispose: () => undefined,
  };
  return embedding;
}

it('looks at real pictures once, whatever is measured against them, and sees the same', async () => {
  const file = join(folder, 'features.safetensors');
  const pictures = joinPictures([trained, heldOut]);
  const evaluations = [
    [setsOf(pictures, 8, 'a'), 'all'],
    [setsOf(pictures, 8, 'b'), 'known'],
    [setsOf(pictures, 15, 'c'), 'some'],
    [setsOf(pictures, 8, 'd'), 'known'],
  ] as const;
  for (const [sets, expected] of evaluations) {
    const kept = new KeptFeatures(file, 'network 1');
    const unseen = unseenCount(sets, kept);
    const all = sets.reals.pictures.count + sets.blurred.count;
    if (expected === 'some') expect([unseen > 0, unseen < all]).toEqual([true, true]);
    else expect(unseen).toBe(expected === 'all' ? all : 0);
    const embedding = counting();
    const told: [number, number][] = [];
    const embedded = await embedUnseen(embedding, sets, kept, (...progress) => told.push(progress));
    expect(embedding.seen).toBe(unseen + sets.fakes.count);
    expect(told[0]).toEqual([0, embedding.seen]);
    expect(told.at(-1)).toEqual([embedding.seen, embedding.seen]);
    const { fitTo: _, ...plain } = await embedSets(counting(), sets, () => undefined);
    expect(embedded).toMatchObject(plain);
  }
});

it('keeps what it has seen when it is ended', async () => {
  const sets = setsOf(joinPictures([trained, heldOut]), 8, 'a');
  const file = join(folder, 'features.safetensors');
  const embedding = counting();
  const dies = {
    ...embedding,
    embed: async (pictures: PixelBatch) => {
      if (pictures === sets.fakes) throw new Error('enough');
      return embedding.embed(pictures);
    },
  };
  await expect(embedUnseen(dies, sets, new KeptFeatures(file, 'network 1'), () => undefined)).rejects.toThrow(
    'enough',
  );
  expect(unseenCount(sets, new KeptFeatures(file, 'network 1'))).toBe(0);
});
