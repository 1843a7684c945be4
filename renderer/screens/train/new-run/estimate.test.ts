import { expect, test } from 'vitest';
import type { PresetSummary } from '../../../../main/contract/runs/runs.ts';
import { describeEstimate, describeLength, suggestKimg, suggestMinutes } from './estimate.ts';

const unmeasured: PresetSummary = {
  id: 'draft-32',
  title: 'Draft',
  summary: '',
  resolution: 32,
  sides: [32, 64],
  channels: 'auto',
  parametersMillions: 1,
  reaches: { roughKimg: 12, goodKimg: 120 },
};
const measured = { ...unmeasured, measuredImagesPerSecond: 200 };

test('times come from a measured speed only', () => {
  expect(describeEstimate(unmeasured)).toBe('How long it takes is not measured yet');
  expect(describeEstimate(measured)).toBe(
    'First faces after about 1 minute, good ones after about 10 minutes',
  );
  expect(describeLength({ minutes: 10 }, undefined)).toBeUndefined();
  expect(describeLength({ minutes: 10 }, 200)).toBe('about 120 kimg');
  expect(describeLength({ kimg: 12 }, 200)).toBe('about 1 minute');
});

test('a preset that does not get there reliably promises nothing', () => {
  const { reaches: _, ...uncertain } = measured;
  expect(describeEstimate(uncertain)).toContain('not certain');
  expect([suggestMinutes(uncertain), suggestKimg(uncertain), suggestKimg(measured)]).toEqual([10, 500, 120]);
});

test('the suggested length is until good results, within reason', () => {
  expect(suggestMinutes(unmeasured)).toBe(10);
  expect(suggestMinutes(measured)).toBe(10);
  expect(suggestMinutes({ ...measured, measuredImagesPerSecond: 10 })).toBe(60);
  expect(suggestMinutes({ ...measured, measuredImagesPerSecond: 10_000 })).toBe(5);
});
