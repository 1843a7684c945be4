import { expect, test } from 'vitest';
import { StudioError } from '../errors.ts';
import { partsFor } from './ranks.ts';

const config = (batchSize: number, microBatches: number) =>
  ({ architecture: 'residual', batchSize, microBatches }) as const;

test.each([
  [12, 1, 1, 1],
  [12, 3, 1, 3],
  [12, 1, 2, 2],
  [12, 2, 2, 2],
  [12, 6, 2, 6],
  [12, 6, 3, 6],
  [12, 2, 3, 3],
  [12, 3, 2, 4],
  [64, 4, 8, 8],
])('a batch of %d in %d parts falls, for %d ranks, into %d', (batchSize, microBatches, ranks, parts) => {
  expect(partsFor(config(batchSize, microBatches), ranks)).toBe(parts);
});

function nextFor(batchSize: number, microBatches: number, ranks: number): string {
  try {
    partsFor(config(batchSize, microBatches), ranks);
  } catch (error) {
    if (error instanceof StudioError) return error.data.next;
  }
  throw new Error('it was not refused');
}

test('says which numbers of ranks fit', () => {
  expect(() => partsFor(config(12, 1), 5)).toThrow('cannot be shared by 5 ranks');
  expect(nextFor(12, 1, 5)).toBe('Ranks that fit this batch: 2, 3, 4, 6.');
  expect(nextFor(12, 6, 5)).toBe('Ranks that fit this batch: 2, 3, 6.');
  expect(nextFor(2, 1, 2)).toContain('Train it in one process');
});

test('refuses networks that normalise over a batch, but for one rank', () => {
  const classic = { architecture: 'classic-dcgan', batchSize: 16, microBatches: 1 } as const;
  expect(partsFor(classic, 1)).toBe(1);
  expect(() => partsFor(classic, 2)).toThrow('normalise over a whole batch');
});
