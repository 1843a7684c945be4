import { expect, it } from 'vitest';
import { distinctLabels } from './distinct-labels.ts';

const named = (name: string, nimg: number, seed?: number, isCheckpoint = false) => ({
  ...{ name, nimg, seed, isCheckpoint },
});

it('leaves names that tell apart as they are, and says where in its run a checkpoint stands', () => {
  expect(distinctLabels([named('A', 1000), named('B', 1000), named('B', 500, 1, true)])).toEqual([
    'A',
    'B',
    'B · 0.5 kimg',
  ]);
});

it('tells those apart that are called alike, by kimg, then by seed, then by a number', () => {
  expect(distinctLabels([named('A', 1000), named('A', 2000)])).toEqual(['A · 1.0 kimg', 'A · 2.0 kimg']);
  expect(distinctLabels([named('A', 1000, 1), named('A', 1000, 2), named('A', 3000, 1)])).toEqual([
    'A · 1.0 kimg · seed 1',
    'A · 1.0 kimg · seed 2',
    'A · 3.0 kimg',
  ]);
  const alike = distinctLabels([named('A', 1000, 1), named('A', 1000, 1, true), named('A', 1000)]);
  expect(new Set(alike).size).toBe(3);
});
