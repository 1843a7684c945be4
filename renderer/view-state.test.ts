// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { parseView, viewHash } from './view-state.ts';

test.each([
  '#/datasets',
  '#/datasets/d1',
  '#/train',
  '#/train/r-1',
  '#/train/group/g-1',
  '#/train/new',
  '#/train/new/d1',
  '#/models',
  '#/models/m-1',
  '#/explore',
  '#/explore/model/m1',
  '#/compare',
  '#/compare/model:m-1+run:r1@00000012800+run:r1',
  '#/gallery',
  '#/gallery/run/r1',
])('%s names a view and is its name', (hash) => expect(viewHash(parseView(hash))).toBe(hash));

test('anything else is the Datasets screen', () => {
  expect(parseView('')).toEqual({ screen: 'datasets' });
  expect(parseView('#/nowhere/x')).toEqual({ screen: 'datasets' });
  expect(parseView('#/compare/model:M+run:r1@../x')).toEqual({ screen: 'compare', subjects: [] });
  expect(parseView('#/datasets/../../etc')).toEqual({ screen: 'datasets' });
});
