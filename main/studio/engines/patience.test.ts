import { expect, it } from 'vitest';
import { patientMs } from './patience.ts';

it.each([
  ['quiet', 0, 2, 100],
  ['in use', 1.9, 2, 100],
  ['busy', 8, 2, 400],
  ['flooded', 900, 2, 1000],
  ['busy, in whole milliseconds', 6.55, 2, 328],
])('waits as long as a machine that is %s needs', (_, load, cores, expected) => {
  expect(patientMs(100, { load, cores })).toBe(expected);
});

it('waits at least as long here, whatever else runs', () => {
  expect(patientMs(100)).toBeGreaterThanOrEqual(100);
  expect(patientMs(100)).toBeLessThanOrEqual(1000);
});
