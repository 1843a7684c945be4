import { expect, test } from 'vitest';
import type { Sheet } from '../../../../main/contract/compare/compare.ts';
import { RunId, SheetId } from '../../../../main/contract/ids.ts';
import { framesAt, framesOf } from './frames.ts';

const id = RunId.parse('r');
const config = { seed: 42, gridColumns: 8, gridRows: 4 };
const samples = [0, 4000, 8000].map((nimg) => ({ name: `${nimg}`, nimg }));
const sheet: Sheet = { id: SheetId.parse('a'.repeat(32)), count: 10, columns: 4, size: 32 };
const drawn = [8000, 6000].map((nimg) => ({ checkpoint: { nimg }, sheet }));
const frames = (seed: number, index: number) =>
  framesOf({ id, config, samples, drawn, latent: { seed, index } });

test('checkpoints draw a latent, and the grids of a run are steps between them', () => {
  expect(frames(42, 31).map(({ nimg, isCheckpoint }) => [nimg, isCheckpoint])).toEqual([
    [0, false],
    [4000, false],
    [6000, true],
    [8000, true],
  ]);
  expect(frames(42, 3)[0]).toMatchObject({ columns: 8, rows: 4, src: '/media/runs/r/samples/0.png' });
  expect(frames(42, 3).at(-1)).toMatchObject({ columns: 4, rows: 3 });
});

test('a latent that the grids do not hold is seen at checkpoints alone', () => {
  for (const [seed, index] of [
    [7, 3],
    [42, 32],
  ] as const)
    expect(frames(seed, index).map(({ nimg }) => nimg)).toEqual([6000, 8000]);
});

test('between two frames the next one shows through in part', () => {
  const all = frames(42, 0);
  expect(framesAt(all, 1.25)).toMatchObject({ below: { nimg: 4000 }, over: { nimg: 6000 }, share: 0.25 });
  expect(framesAt(all, 2)).toEqual({ below: all[2], share: 0 });
  expect(framesAt(all, 99)).toMatchObject({ below: { nimg: 8000 } });
  expect(framesAt([], 0)).toBeUndefined();
});
