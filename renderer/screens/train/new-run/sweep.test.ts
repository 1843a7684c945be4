import { expect, test } from 'vitest';
import { SweepAxis } from '../../../../main/contract/runs/run-group.ts';
import { readValues, sweepExamples, sweepProblem } from './sweep.ts';

test.each(SweepAxis.options)('what is offered for %s is a sweep', (axis) => {
  expect(sweepProblem(axis, sweepExamples[axis])).toBeUndefined();
});

test.each([
  ['gamma', '1'],
  ['gamma', ''],
  ['gamma', '1, -2'],
  ['gamma', '1; 2'],
  ['gamma', '2, 2.0'],
  ['seed', '1, 1.5'],
  ['seed', Array.from({ length: 17 }, (_, i) => i).join(' ')],
] as const)('a sweep of %s over "%s" is refused', (axis, text) => {
  expect(sweepProblem(axis, text)).toBeTypeOf('string');
});

test('values are read with commas or spaces between them', () => {
  expect(readValues(' 0.25,0.5  1, ')).toEqual([0.25, 0.5, 1]);
});
