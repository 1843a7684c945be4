import { mkdirSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Library, openLibrary } from '../../library/library.ts';
import { importPictures } from '../../testing/import-pictures.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { openDatasetStores } from '../store/index.ts';
import { isHeldOut, sidesOfGroups } from './held-out.ts';

describe('sidesOfGroups', () => {
  it('puts every picture of a group on the side of its first, copies of a copy too', () => {
    const picture = fc.record({ pixelHash: fc.constantFrom('0'.repeat(64), 'f'.repeat(64)) });
    fc.assert(
      fc.property(fc.array(picture, { minLength: 6, maxLength: 6 }), (some) => {
        const pictures = some.map((each, index) => ({ ...each, index }));
        const sides = sidesOfGroups(pictures, [
          [0, 2, 3],
          [1, 4],
          [3, 5],
        ]);
        const side = (index: number) => sides.get(index) ?? isHeldOut(pictures[index].pixelHash);
        expect([2, 3, 5].map(side)).toEqual(Array(3).fill(isHeldOut(pictures[0].pixelHash)));
        expect(side(4)).toBe(isHeldOut(pictures[1].pixelHash));
        expect([sides.has(0), sides.has(1)]).toEqual([false, false]);
      }),
    );
  });
});

describe('smaller copies of pictures', () => {
  const path = tempFolderPerTest();
  let library: Library;
  beforeEach(() => {
    library = openLibrary(path('library'));
    mkdirSync(path('photos'));
    mkdirSync(path('copies'));
  });
  afterEach(() => library.close());

  const count = 60;
  /** Soft patches of their own for each number. */
  const photo = (seed: number) =>
    sharp(Buffer.from(Array.from({ length: 75 }, (_, i) => ((seed * 131 + i * 29) * 2654435761) >>> 24)), {
      raw: { width: 5, height: 5, channels: 3 },
    }).resize(240, 240, { kernel: 'cubic' });
  const name = (i: number, side: number) => `${String(i).padStart(2, '0')}-${side}.jpg`;
  const lay = async (folder: string, sides: readonly number[]) => {
    for (let i = 0; i < count; i++) {
      const whole = await photo(i).png().toBuffer();
      for (const side of sides)
        writeFileSync(path(folder, name(i, side)), await sharp(whole).resize(side).jpeg().toBuffer());
    }
  };
  /** The sides on which the pictures of each photo are, and how many are held out. */
  const sides = (datasetId: Parameters<ReturnType<typeof openDatasetStores>['items']['list']>[0]) => {
    const items = openDatasetStores(library).items.list(datasetId, 0, 1000);
    const byPhoto = Map.groupBy(items, ({ source }) => source.slice(-10).replace(/^.*?(\d\d)-.*/, '$1'));
    return {
      mixed: [...byPhoto.values()].filter((copies) => new Set(copies.map((copy) => copy.isHeldOut)).size > 1),
      heldOut: items.filter(({ isHeldOut }) => isHeldOut).length,
      used: items.filter(({ isUsed }) => isUsed).length,
    };
  };

  it.each(['centre', 'as-is'] as const)('are on the side of the first: %s', async (faces) => {
    await lay('photos', [96, 150, 240]);
    const { datasetId } = await importPictures(library, path('photos'), { plan: { faces, size: 128 } });
    const { mixed, heldOut, used } = sides(datasetId);
    // All are in use, so that the side alone keeps them from being trained on.
    expect(used).toBe(count * 3);
    expect(heldOut).toBeGreaterThan(0);
    expect(mixed).toEqual([]);
  });

  it('that come later are on the side of what is there', async () => {
    await lay('photos', [240]);
    await lay('copies', [80, 120]);
    const { datasetId } = await importPictures(library, path('photos'), { plan: { size: 128 } });
    const before = sides(datasetId).heldOut;
    expect(before).toBeGreaterThan(0);
    await importPictures(library, path('copies'), { plan: { datasetId, isNew: false, size: 128 } });
    expect(sides(datasetId)).toEqual({ mixed: [], heldOut: before * 3, used: count * 3 });
  });
});
