import { expect, it } from 'vitest';
import { definedFields } from './defined-fields.ts';

it('leaves out what has no value, and nothing else', () => {
  expect({ a: 1, b: 2, ...definedFields({ a: undefined, b: null, c: 0, d: '' }) }).toEqual({
    a: 1,
    b: null,
    c: 0,
    d: '',
  });
});
