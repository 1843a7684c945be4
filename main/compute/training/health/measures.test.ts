import { expect, it } from 'vitest';
import {
  effectiveRank,
  meanMovement,
  meanPairDistance,
  medianNearest,
  type Thumbnails,
  toThumbnails,
} from './measures.ts';

const rows = (...values: number[][]): Thumbnails => ({
  count: values.length,
  length: values[0].length,
  data: Float32Array.from(values.flat()),
});

it('averages pictures of any size and colour into small grey ones', () => {
  const size = 32;
  const data = new Uint8Array(2 * size * size * 3).fill(255);
  // The second picture is black in its left half.
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size / 2; x++)
      data.fill(0, ((size + y) * size + x) * 3, ((size + y) * size + x) * 3 + 3);
  const { count, length, data: values } = toThumbnails({ count: 2, size, channels: 3, data });
  expect([count, length]).toEqual([2, 256]);
  expect(values[0]).toBe(1);
  expect([values[256], values[256 + 7], values[256 + 8], values[511]]).toEqual([0, 0, 1, 1]);
  const odd = toThumbnails({ count: 1, size: 28, channels: 1, data: new Uint8Array(784).fill(51) });
  for (const value of odd.data) expect(value).toBeCloseTo(0.2, 6);
});

it('has distances of the closed form', () => {
  const three = rows([0, 0], [3, 4], [0, 0]);
  // Pairs: 5/√2, 0, 5/√2.
  expect(meanPairDistance(three)).toBeCloseTo((2 * 5) / Math.SQRT2 / 3, 6);
  expect(meanMovement(three, rows([3, 4], [3, 4], [0, 0]))).toBeCloseTo(5 / Math.SQRT2 / 3, 6);
  expect(medianNearest(rows([3, 3], [0, 1], [9, 9]), three)).toBeCloseTo(1 / Math.SQRT2, 6);
  expect(meanPairDistance(rows([1, 2]))).toBe(0);
});

it('has the effective rank of known sets', () => {
  // Equal spread along k axes, centred: rank k. Along one line: 1. No spread: 0.
  const axes = (k: number) =>
    Array.from({ length: k }, (_, i) =>
      [1, -1].map((sign) => Array.from({ length: 8 }, (_, j) => (i === j ? sign : 0))),
    ).flat();
  for (const k of [1, 2, 5, 8]) expect(effectiveRank(rows(...axes(k)))).toBeCloseTo(k, 4);
  expect(effectiveRank(rows([1, 2, 3], [2, 4, 6], [5, 10, 15]))).toBeCloseTo(1, 4);
  expect(effectiveRank(rows([1, 1], [1, 1]))).toBe(0);
  // Singular values² 3 and 1: shares ¾ and ¼.
  const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
  expect(effectiveRank(rows([Math.sqrt(3), 0], [-Math.sqrt(3), 0], [0, 1], [0, -1]))).toBeCloseTo(
    Math.exp(entropy),
    4,
  );
});
