import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FindCopiesTask } from '../../protocol/evaluate.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import { randomStream } from '../../protocol/random.ts';
import { loadEngine } from '../engines/index.ts';
import { loadFaceNetwork } from '../metrics/embeddings/face-network.ts';
import { drawnPictures } from '../testing/drawn-pictures.ts';
import { PixelSource } from '../training/data/data.ts';
import { findCopies } from './find-copies.ts';
import { openKeptFeatures } from './kept-features.ts';
import { joinPictures, pictureBytes, takePictures } from './picture-rows.ts';
import { chooseReals } from './real-sets.ts';

await loadEngine('wasm', 0);

const trained = drawnPictures('trained', 310);
const heldOut = drawnPictures('held out', 24);
const fresh = drawnPictures('fresh', 1);
const copied = 211;

describe('looking for copies', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const writePixels = (name: string, unseen: PixelBatch) => {
    const { data, size, channels, count } = joinPictures([trained, unseen]);
    writeFileSync(join(folder, `${name}.u8`), data);
    const header = { schemaVersion: 2, count, heldOut: unseen.count, size, channels, version: 'test' };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(header));
    return join(folder, `${name}.u8`);
  };
  const writePicture = async (name: string, { size, channels, data }: PixelBatch) => {
    const file = join(folder, `${name}.png`);
    await sharp(data, { raw: { width: size, height: size, channels } })
      .png()
      .toFile(file);
    return file;
  };
  const writeFiles = async () => {
    const copy = takePictures(trained, [copied]);
    const noise = new Float32Array(copy.data.length);
    randomStream(3, 'noise', 0).fillNormal(noise);
    const noisy = {
      ...copy,
      data: copy.data.map((value, i) => Math.max(0, Math.min(255, value + 6 * noise[i]))),
    };
    const damaged = join(folder, 'damaged.png');
    writeFileSync(damaged, (await sharp(await writePicture('whole', copy)).toBuffer()).subarray(0, 60));
    return [
      damaged,
      await writePicture('copy', noisy),
      join(folder, 'absent.png'),
      await writePicture('new', fresh),
    ];
  };
  const find = async (pixelsFile: string, files: string[], hasFaces = false) => {
    const task: FindCopiesTask = {
      type: 'find-copies',
      engine: 'wasm',
      threads: 1,
      files,
      pixelsFile,
      hasFaces,
    };
    return findCopies(task, 'wasm', () => undefined);
  };

  it('names the picture that is repeated, and compares with how near unseen pictures are', async () => {
    const { found, ...counts } = await find(writePixels('pixels', heldOut), await writeFiles());
    expect(counts).toEqual({ type: 'found-copies', looked: 310, heldOut: 24 });
    const [damaged, copy, absent, other] = found;
    expect([damaged, absent]).toEqual([null, null]);
    expect(copy).toMatchObject({ verdict: 'copy', by: 'pixels', row: copied, compared: { nearer: 0 } });
    expect(other).toMatchObject({ verdict: 'new', by: 'pixels' });

    // The same by plain sums over all pairs.
    const distance = (a: PixelBatch, i: number, j: number) => {
      const [x, y] = [pictureBytes(a, i), pictureBytes(trained, j)];
      return Math.hypot(...Array.from(x, (value, k) => (value - y[k]) / 255));
    };
    const nearest = (a: PixelBatch, i: number) => {
      const all = Array.from({ length: trained.count }, (_, j) => distance(a, i, j));
      const least = Math.min(...all);
      return { least, row: all.indexOf(least) };
    };
    const expected = nearest(fresh, 0);
    expect(other?.row).toBe(expected.row);
    expect(other?.distance).toBeCloseTo(expected.least, 4);
    const unseen = Array.from({ length: 24 }, (_, i) => nearest(heldOut, i).least).sort((a, b) => a - b);
    expect(other?.compared?.usual).toBeCloseTo(unseen[12], 4);
    expect(other?.compared?.nearer).toBe(unseen.filter((each) => each <= expected.least).length / 24);
  });

  it('gives no verdict with too few unseen pictures', async () => {
    const files = (await writeFiles()).slice(1, 2);
    const { found } = await find(writePixels('few', takePictures(heldOut, [0, 1, 2])), files);
    expect(found[0]).toMatchObject({ verdict: 'unclear', row: copied });
    expect(found[0]?.compared).toBeUndefined();
    const none = await find(writePixels('none', takePictures(heldOut, [])), files);
    expect(none).toMatchObject({ heldOut: 0, found: [{ verdict: 'unclear', row: copied }] });
  });

  it('finds the person of a training picture too, where an evaluation has looked at those', async () => {
    const pixelsFile = writePixels('people', heldOut);
    const file = await writePicture('person', fresh);
    const network = await loadFaceNetwork('wasm');
    const { size, values } = await network.embed(fresh);
    network.dispose();
    const source = new PixelSource(pixelsFile);
    const { rows } = chooseReals(source, 1000);
    source.close();
    const random = randomStream(5, 'features', 0);
    const features = new Float32Array(rows.length * size);
    for (let place = 0; place < rows.length; place++) {
      const row = features.subarray(place * size, (place + 1) * size);
      random.fillNormal(row);
      const length = Math.hypot(...row);
      row.set(rows[place] === 77 ? values : row.map((value) => value / length));
    }
    const kept = openKeptFeatures(pixelsFile, 'face');
    await kept.keep('reals', rows, { count: rows.length, size, values: features });
    const read = vi.spyOn(PixelSource.prototype, 'batch');
    const { found } = await find(pixelsFile, [file], true);
    expect(found[0]).toMatchObject({ verdict: 'copy', by: 'person', row: 77, compared: { nearer: 0 } });
    // Without what an evaluation keeps, so many pictures are not looked at for one face.
    const plain = await find(writePixels('plain', heldOut), [file], true);
    expect(plain.found[0]).toMatchObject({ verdict: 'new', by: 'pixels' });
    // Those that the person is compared with are never read: at large sizes they would take a gigabyte.
    const mostRead = Math.max(...read.mock.calls.map(([indices]) => indices.length));
    expect(mostRead).toBe(trained.count);
    expect(rows.length).toBeGreaterThan(mostRead);
    read.mockRestore();
  });
});
