import { expect, it } from 'vitest';
import { acceptedType } from './accept.ts';

const offered = ['application/json', 'image/png'] as const;

it.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['image/png', 'image/png'],
  ['image/*;q=0.5, text/html', 'image/png'],
  ['application/json;q=0.2, image/png;q=0.8', 'image/png'],
  ['image/avif,image/webp,*/*;q=0.1', 'application/json'],
  ['image/png;q=0, */*', 'application/json'],
  ['text/html', undefined],
  ['', undefined],
])('%s takes %s', (header, expected) => {
  expect(acceptedType(header, offered)).toBe(expected);
});
