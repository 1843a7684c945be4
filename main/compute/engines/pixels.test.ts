import { describe, expect, it } from 'vitest';
import { toUnit } from './pixels.ts';

describe('toUnit', () => {
  it('maps bytes to [−1, 1] and mirrors left to right', () => {
    const pixels = { count: 1, size: 2, channels: 1 as const, data: Uint8Array.from([0, 255, 51, 102]) };
    expect([...toUnit(pixels, () => false)]).toEqual([
      -1,
      1,
      Math.fround(51 / 127.5 - 1),
      Math.fround(102 / 127.5 - 1),
    ]);
    expect([...toUnit(pixels, () => true)].slice(0, 2)).toEqual([1, -1]);
  });

  it('keeps the channels of a pixel together', () => {
    const pixels = {
      count: 1,
      size: 2,
      channels: 3 as const,
      data: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    };
    const mirrored = toUnit(pixels, () => true);
    expect(Array.from(mirrored, (value) => Math.round((value + 1) * 127.5))).toEqual([
      4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9,
    ]);
  });
});
