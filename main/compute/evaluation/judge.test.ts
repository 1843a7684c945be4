import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { randomStream } from '../../protocol/random.ts';
import { drawnPictures } from '../testing/drawn-pictures.ts';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import type { PictureSets } from './embed-sets.ts';
import { judge } from './judge.ts';
import { KeptFeatures } from './kept-features.ts';
import { firstPictures, takePictures } from './picture-rows.ts';
import { readReals } from './real-sets.ts';

const [engine] = await enginesHere();
beforeAll(() => useEngine(engine));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const faces = drawnPictures('faces', 24);
const side = 8;

/** Eight pictures on each side, of which the generated ones are given. */
function setsWith(fakes: PictureSets['fakes']): PictureSets {
  const { count, size, channels } = faces;
  const reals = readReals(
    {
      header: { schemaVersion: 2, count, heldOut: 4, size, channels, version: 'test' },
      trainedCount: 20,
      batch: (rows) => takePictures(faces, rows),
    },
    side,
  );
  const others = takePictures(reals.pictures, reals.others);
  const blurred = { ...others, data: others.data.map((value) => value >> 1) };
  return { reals, fakes, blurred };
}

it('sets real faces apart from noise, and looks at each real picture once', async () => {
  const file = join(folder, 'features.safetensors');
  const random = randomStream(5, 'noise', 0);
  const noise = Uint8Array.from({ length: side * 32 * 32 }, () => random.below(256));
  const looked: number[] = [];
  const ask = (fakes: PictureSets['fakes']) =>
    judge(
      setsWith(fakes),
      new KeptFeatures(file, 'network 1'),
      (done, total) => done === 0 && looked.push(total),
      () => undefined,
    );
  const ofCopies = await ask(firstPictures(faces, side));
  const ofNoise = await ask({ ...faces, count: side, data: noise });
  expect(looked).toEqual([24 + side + side, side]);
  expect(ofCopies.judge).toMatchObject({ package: '@vladmandic/face-api' });
  expect(ofCopies.kid).toMatchObject({ n: side, embedding: 'judge' });
  expect(ofCopies.kid.value).toBeLessThan(ofNoise.kid.value);
  expect(ofNoise.coverage.value).toBeLessThan(ofNoise.coverage.floor ?? Number.NaN);
  expect(ofCopies.nearestReal).toHaveLength(side);
  for (const distance of ofCopies.nearestReal) expect(distance).toBeCloseTo(0, 2);
  for (const distance of ofNoise.nearestReal) expect(distance).toBeGreaterThan(0.1);
});
