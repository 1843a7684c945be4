import { expect, test } from 'vitest';
import type { Measurement } from '../../../../main/contract/runs/plans.ts';
import { configOf } from '../../../testing/config-of.ts';
import { describeBatch } from './outlook.ts';

const preview = { config: configOf(), adjustments: [], freeMemoryBytes: 8e9 };
const measurement: Measurement = {
  engine: 'tensorflow',
  mode: 'graph',
  imagesPerSecond: 100,
  compileSeconds: 5,
  memoryBytes: 7e8,
  measuredAt: '2026-06-01T12:00:00Z',
};

test('a batch should fit until it is measured, and then does', () => {
  expect(describeBatch(preview)).toBe('Batches of 32 pictures should fit into memory as they are.');
  expect(describeBatch({ ...preview, measurement })).toMatch(/32 pictures fit into/);
  const config = { ...configOf(), microBatches: 4 };
  expect(describeBatch({ ...preview, config })).toContain('32 pictures, in 4 parts of 8, should fit');
});

test('what was changed so that a batch fits is said as the studio says it', () => {
  const sentence = 'A batch of 32 pictures needs too much: it is worked through in 4 parts of 8.';
  const adjustments = [{ key: 'microBatches' as const, from: 1, to: 4, sentence }];
  expect(describeBatch({ ...preview, adjustments, measurement })).toBe(sentence);
});
