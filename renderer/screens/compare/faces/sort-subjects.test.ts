import { expect, test } from 'vitest';
import { bestScore, firstOrder, sortSubjects } from './sort-subjects.ts';

const measured = (value: number) => ({ value, n: 100, resizer: 'none' });
const subjects = [
  { label: 'b', nimg: 3000, scores: { kid: measured(0.3), coverage: measured(0.2), msSsim: measured(0.5) } },
  { label: 'c', nimg: 1000, scores: { kid: { reason: 'Too few pictures.' } } },
  { label: 'a', nimg: 2000, scores: { kid: measured(0.1), coverage: measured(0.6), msSsim: measured(0.4) } },
];
const labels = (order: Parameters<typeof sortSubjects>[1]) =>
  sortSubjects(subjects, order)
    .map(({ label }) => label)
    .join('');

test('subjects stand as they were chosen, or by name, images shown or a score', () => {
  expect(labels(undefined)).toBe('bca');
  expect(labels(firstOrder('name'))).toBe('abc');
  expect(labels(firstOrder('nimg'))).toBe('bac');
});

test('a column is first sorted with its best on top, and those without a value come last either way', () => {
  expect(labels(firstOrder('kid'))).toBe('abc');
  expect(labels({ by: 'kid', isDescending: true })).toBe('bac');
  expect(labels(firstOrder('coverage'))).toBe('abc');
  expect(labels({ by: 'coverage', isDescending: false })).toBe('bac');
});

test('the best is the lowest or the highest, and nothing where neither is better', () => {
  expect(bestScore(subjects, 'kid')).toBe(0.1);
  expect(bestScore(subjects, 'coverage')).toBe(0.6);
  expect(bestScore(subjects, 'msSsim')).toBeUndefined();
  expect(bestScore(subjects.slice(0, 2), 'kid')).toBeUndefined();
});
