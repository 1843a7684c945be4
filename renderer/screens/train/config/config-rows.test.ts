import { expect, test } from 'vitest';
import { hyperParameterFields } from '../../../../main/contract/runs/hyper-parameter-fields.ts';
import { configOf } from '../../../testing/config-of.ts';
import { configRows } from './config-rows.ts';

test('what differs from the preset stands apart, with what the preset has', () => {
  const defaults = configOf();
  const config = { ...defaults, batchSize: 16, flips: false, augmentations: [] };
  const { byHand, others } = configRows(config, defaults);
  expect(byHand.map(({ key, value, own }) => [key, value, own])).toEqual([
    ['batchSize', '16', '32'],
    ['augmentations', 'none', 'colour, cutout'],
    ['flips', 'off', 'on'],
  ]);
  expect(byHand.length + others.length).toBe(hyperParameterFields.length);
});
