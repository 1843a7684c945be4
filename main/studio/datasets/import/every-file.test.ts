import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Library, openLibrary } from '../../library/library.ts';
import { type FateCounts, fileTrees, sumFates, type TreeFile, writeTree } from '../../testing/file-trees.ts';
import { pngOf } from '../../testing/hostile-bytes.ts';
import { importPictures } from '../../testing/import-pictures.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { listSources } from '../sources/list-sources.ts';
import { UnusableFile } from '../sources/unusable-file.ts';

const path = tempFolderPerTest();
const signal = new AbortController().signal;

/** What became of everything below a folder, each with its name and, if it is not a picture, its reason. */
async function fatesOf(folder: string) {
  const { open, total, ignored, unusable } = await listSources([folder], signal);
  const pictures: string[] = [];
  const refused: { file: string; reason: string }[] = [];
  for await (const source of open(signal)) {
    try {
      await source.read();
      pictures.push(source.name);
    } catch (error) {
      if (!(error instanceof UnusableFile)) throw error;
      refused.push({ file: source.name, reason: error.message });
    }
  }
  expect(pictures.length + refused.length).toBe(total);
  return { pictures, ignored, unusable: [...unusable, ...refused] };
}

const expected = (files: readonly TreeFile[]): FateCounts => sumFates(files.map(({ fates }) => fates));

describe('every file that is seen', () => {
  it('is a picture, unusable or ignored, the latter two with a reason; what is cut off is named', async () => {
    await fc.assert(
      fc.asyncProperty(fileTrees(), async (files) => {
        rmSync(path('photos'), { recursive: true, force: true });
        await writeTree(path('photos'), files);
        for (const file of files) {
          const name = file.path.split('/')[0];
          const { pictures, ignored, unusable } = await fatesOf(path('photos', name));
          for (const { reason } of [...ignored, ...unusable]) expect(reason).toMatch(/^\w.{4,}/);
          const counts = { picture: pictures.length, unusable: unusable.length, ignored: ignored.length };
          if (!file.isCut) expect([file.about, counts]).toEqual([file.about, file.fates]);
          else {
            expect(unusable.map(({ file: seen }) => seen)).toContain(file.path);
            expect(counts.picture).toBeLessThanOrEqual(file.fates.picture);
          }
        }
        const whole = files.filter(({ isCut }) => !isCut);
        for (const { path: cut } of files.filter(({ isCut }) => isCut)) rmSync(path('photos', cut));
        const { pictures, ignored, unusable } = await fatesOf(path('photos'));
        expect({ picture: pictures.length, unusable: unusable.length, ignored: ignored.length }).toEqual(
          expected(whole),
        );
      }),
      { numRuns: 60 },
    );
  });

  describe('in an import', () => {
    let library: Library;
    beforeEach(() => {
      library = openLibrary(path('library'));
    });
    afterEach(() => library.close());

    it('is in use, left out, set aside or ignored, and each count has its reasons', async () => {
      await fc.assert(
        fc.asyncProperty(fileTrees(), async (files) => {
          rmSync(path('photos'), { recursive: true, force: true });
          mkdirSync(path('photos'));
          await writeTree(path('photos'), files);
          writeFileSync(path('photos', 'always.png'), pngOf(40, 40, deflateSync(Buffer.alloc(40 * 41, 0))));
          const {
            files: counts,
            ignored,
            quarantined,
            findings,
          } = await importPictures(library, path('photos'));
          const { seen, imported, leftOut, quarantined: setAside } = counts;
          expect(imported + leftOut + setAside + counts.ignored).toBe(seen);
          expect(setAside).toBe(quarantined.length);
          expect(ignored.reduce((sum, { count }) => sum + count, 0)).toBe(counts.ignored);
          for (const { reason } of [...ignored, ...quarantined]) expect(reason).not.toBe('');
          // By a finding, such as a twin.
          expect(leftOut).toBeLessThanOrEqual(findings.reduce((sum, finding) => sum + finding.leftOut, 0));
          if (files.every(({ isCut }) => !isCut)) {
            const { picture, unusable, ignored: passedOver } = expected(files);
            expect([seen, counts.ignored]).toEqual([picture + unusable + passedOver + 1, passedOver]);
          }
        }),
        { numRuns: 25 },
      );
    });
  });
});
