import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeSafetensors } from '../files/safetensors.ts';
import { KeptFeatures } from './kept-features.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const size = 3;
/** Features that say whose they are. */
const featuresOf = (rows: readonly number[], shift = 0) => ({
  count: rows.length,
  size,
  values: Float32Array.from(rows.flatMap((row) => [row + shift, row * 2, 0.5])),
});

it('gives each picture its own features, whichever were asked for before, by this process or an earlier one', async () => {
  const rows = fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(rows, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (asked, isReopened) => {
        const file = join(folder, 'kept.safetensors');
        rmSync(file, { force: true });
        let kept = new KeptFeatures(file, 'network 1');
        const known = new Set<number>();
        for (const wanted of asked) {
          if (isReopened) kept = new KeptFeatures(file, 'network 1');
          const missing = kept.missing('reals', wanted);
          expect(missing).toEqual(wanted.filter((row) => !known.has(row)));
          expect(kept.take('reals', wanted) === undefined).toBe(missing.length > 0);
          if (missing.length > 0) await kept.keep('reals', missing, featuresOf(missing));
          for (const row of wanted) known.add(row);
          expect(kept.take('reals', wanted)).toEqual(featuresOf(wanted));
        }
      },
    ),
    { numRuns: 30 },
  );
});

it('looks only at what is missing, a block after the other, each of which is kept', async () => {
  const file = join(folder, 'kept.safetensors');
  const kept = new KeptFeatures(file, 'network 1');
  await kept.keep('reals', [7, 2], featuresOf([7, 2]));
  const rows = Array.from({ length: 1100 }, (_, i) => 1100 - i);
  const asked: number[][] = [];
  const see = async (missing: readonly number[]) => {
    asked.push([...missing]);
    if (asked.length === 3) throw new Error('enough');
    return featuresOf(missing);
  };
  await expect(kept.complete('reals', rows, see)).rejects.toThrow('enough');
  const again = new KeptFeatures(file, 'network 1');
  expect(await again.complete('reals', rows, see)).toEqual(featuresOf(rows));
  expect(asked[3]).toEqual(asked[2]);
  expect(asked.slice(0, 3).flat()).toEqual(rows.filter((row) => row !== 7 && row !== 2));
});

it('keeps real and blurred pictures apart, and starts anew from a file that is cut off or of an earlier kind', async () => {
  const file = join(folder, 'kept.safetensors');
  const kept = new KeptFeatures(file, 'network 1');
  await kept.keep('reals', [1, 2], featuresOf([1, 2]));
  await kept.keep('blurred', [2, 3], featuresOf([2, 3], 100));
  const again = new KeptFeatures(file, 'network 1');
  expect(again.take('reals', [2])).toEqual(featuresOf([2]));
  expect(again.take('blurred', [2])).toEqual(featuresOf([2], 100));
  expect(again.missing('reals', [3])).toEqual([3]);
  const bytes = readFileSync(file);
  for (const damaged of [bytes.subarray(0, bytes.length / 2), Buffer.alloc(0)]) {
    writeFileSync(file, damaged);
    expect(new KeptFeatures(file, 'network 1').missing('reals', [1, 2])).toEqual([1, 2]);
  }
});

it('looks again where another version of the network has seen, and replaces that', async () => {
  const file = join(folder, 'kept.safetensors');
  await new KeptFeatures(file, 'network 1').keep('reals', [1, 2], featuresOf([1, 2]));
  const newer = new KeptFeatures(file, 'network 2');
  expect(newer.missing('reals', [1, 2])).toEqual([1, 2]);
  await newer.keep('reals', [2], featuresOf([2], 100));
  expect(new KeptFeatures(file, 'network 2').take('reals', [2])).toEqual(featuresOf([2], 100));
  expect(new KeptFeatures(file, 'network 1').missing('reals', [1, 2])).toEqual([1, 2]);
  // As they were written before they said by which network they are.
  const unnamed = new Map([
    ['reals', { shape: [1, size], values: featuresOf([1]).values }],
    ['reals.rows', { shape: [1], values: Float32Array.of(1) }],
  ]);
  writeFileSync(file, encodeSafetensors(unnamed));
  expect(new KeptFeatures(file, 'network 1').missing('reals', [1])).toEqual([1]);
});

it('goes on where the file can neither be read nor written, says so once, and leaves nothing else behind', async () => {
  // A folder of that name is what no rename replaces.
  const file = join(folder, 'kept.safetensors');
  mkdirSync(join(file, 'x'), { recursive: true });
  const said: string[] = [];
  const kept = new KeptFeatures(file, 'network 1', (line) => said.push(line));
  const rows = Array.from({ length: 1100 }, (_, row) => row);
  expect(await kept.complete('reals', rows, async (missing) => featuresOf(missing))).toEqual(
    featuresOf(rows),
  );
  expect(said).toEqual([expect.stringContaining(file)]);
  expect(readdirSync(folder)).toEqual(['kept.safetensors']);
});

it('goes on where the folder has gone meanwhile', async () => {
  const file = join(folder, 'dataset', 'kept.safetensors');
  const said: string[] = [];
  const kept = new KeptFeatures(file, 'network 1', (line) => said.push(line));
  for (const row of [1, 2]) await kept.keep('reals', [row], featuresOf([row]));
  expect(kept.take('reals', [2, 1])).toEqual(featuresOf([2, 1]));
  expect(said).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([]);
});
