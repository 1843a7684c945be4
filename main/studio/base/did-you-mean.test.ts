import { expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

const known = ['draft-32', 'train', 'trial', 'dataset', 'r1Gamma', 'loss', 'learning-rate', 'on'];

it.each([
  ['draft32', 'draft-32'],
  ['trian', 'train'],
  ['TRAIN', 'train'],
  ['datset', 'dataset'],
  ['gama', 'r1Gamma'],
  ['gamma', 'r1Gamma'],
  ['R1gamma', 'r1Gamma'],
  ['learningrate', 'learning-rate'],
  ['los', 'loss'],
])('takes %s for %s', (word, meant) => {
  expect(didYouMean(word, known)).toBe(`Did you mean "${meant}"? `);
});

it.each(['', 'x', 'paint', 'completely-else', 'a'.repeat(200)])('takes %j for none of them', (word) => {
  expect(didYouMean(word, known)).toBe('');
});
