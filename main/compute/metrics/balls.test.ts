import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadEngine } from '../engines/index.ts';
import { tf } from '../engines/tf.ts';
import { shareInBalls } from './balls.ts';

beforeAll(() => loadEngine('wasm', 0));
afterAll(() => tf.disposeVariables());

const rows = (...values: number[]) => ({ count: values.length, size: 1, values: Float32Array.from(values) });

it('a point lies in a ball or in none, and one whose numbers are lost in none', () => {
  const centres = rows(0, 1, 2);
  expect(shareInBalls(rows(0.5, 9), centres, 1)).toBe(0.5);
  expect(shareInBalls(rows(0.5, Number.NaN, Number.NaN, Number.NaN), centres, 1)).toBeLessThanOrEqual(0.25);
});
