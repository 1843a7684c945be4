import { expect, it } from 'vitest';
import { EvaluationWork } from './work.ts';

it('adds up parts in their order, those that are not there left out', () => {
  const work = new EvaluationWork<'faces' | 'scores' | 'pixels'>({ faces: 30, scores: 10 });
  expect(work.at('faces', 0)).toEqual({ done: 0, total: 40 });
  expect(work.at('faces', 0.5)).toEqual({ done: 15, total: 40 });
  expect(work.at('scores', 0)).toEqual(work.at('faces', 1));
  expect(work.at('scores', 1)).toEqual({ done: 40, total: 40 });
});
