import { expect, test } from 'vitest';
import { hyperParameterFields } from '../../../../main/contract/runs/hyper-parameter-fields.ts';
import type { HyperParameter } from '../../../../main/contract/runs/hyper-parameters.ts';
import { configOf } from '../../../testing/config-of.ts';
import { writeHyperParameter } from '../hyper-parameter-text.ts';
import {
  areAllowed,
  countChanged,
  expertProblem,
  isChanged,
  setExpertValue,
  toHyperParameters,
} from './expert-values.ts';

const defaults = configOf();
const field = (key: HyperParameter) => hyperParameterFields.filter((each) => each.key === key)[0];

test('every default can be written and read again, and is not a change', () => {
  const written = Object.fromEntries(
    hyperParameterFields.map(({ key }) => [key, writeHyperParameter(defaults[key])]),
  );
  expect(areAllowed(written)).toBe(true);
  expect(countChanged(written, defaults)).toBe(0);
  const read = toHyperParameters(written);
  for (const { key } of hyperParameterFields) expect(read?.[key], key).toEqual(defaults[key]);
});

test('the same number in other words is not a change', () => {
  expect(isChanged(field('generatorLearningRate'), { generatorLearningRate: '2e-4' }, defaults)).toBe(false);
  expect(isChanged(field('generatorWidths'), { generatorWidths: '128 64 32' }, defaults)).toBe(false);
  expect(isChanged(field('generatorWidths'), { generatorWidths: '128 64 16' }, defaults)).toBe(true);
  expect(isChanged(field('flips'), { flips: 'false' }, defaults)).toBe(true);
});

test('a run is told what is allowed, and nothing when nothing was set', () => {
  const values = { batchSize: '16', adamBeta1: '1', augmentations: '' };
  expect(expertProblem(field('adamBeta1'), values)).toBe('It has to be less than 1.');
  expect(areAllowed(values)).toBe(false);
  expect(toHyperParameters(values)).toEqual({ batchSize: 16, augmentations: [] });
  expect(toHyperParameters({})).toBeUndefined();
});

test('a value that is reset is gone', () => {
  const values = setExpertValue(setExpertValue({}, 'batchSize', '16'), 'r1Gamma', '');
  expect(values).toEqual({ batchSize: '16', r1Gamma: '' });
  expect(setExpertValue(values, 'r1Gamma', undefined)).toEqual({ batchSize: '16' });
});
