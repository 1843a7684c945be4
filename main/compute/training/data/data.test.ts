import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataOrder, PixelSource, toFloats } from './data.ts';

describe('DataOrder', () => {
  it('shows every image once per epoch, in another order each epoch', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), (count, seed) => {
        const order = new DataOrder(count, seed);
        const epoch = (number: number) =>
          Array.from({ length: count }, (_, i) => order.at(number * count + i));
        for (const number of [0, 1, 5])
          expect([...epoch(number)].sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
      }),
      { numRuns: 25 },
    );
    const order = new DataOrder(100, 1);
    const first = Array.from({ length: 100 }, (_, i) => order.at(i));
    expect(Array.from({ length: 100 }, (_, i) => order.at(100 + i))).not.toEqual(first);
    // Any position can be asked for again.
    expect(order.at(17)).toBe(first[17]);
  });
});

describe('toFloats', () => {
  it('maps bytes to [−1, 1] and mirrors left to right', () => {
    const pixels = { count: 1, size: 2, channels: 1 as const, data: Uint8Array.from([0, 255, 51, 102]) };
    expect([...toFloats(pixels, () => false)]).toEqual([
      -1,
      1,
      Math.fround(51 / 127.5 - 1),
      Math.fround(102 / 127.5 - 1),
    ]);
    expect([...toFloats(pixels, () => true)].slice(0, 2)).toEqual([1, -1]);
  });

  it('keeps the channels of a pixel together', () => {
    const pixels = {
      count: 1,
      size: 2,
      channels: 3 as const,
      data: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    };
    const mirrored = toFloats(pixels, () => true);
    expect(Array.from(mirrored, (value) => Math.round((value + 1) * 127.5))).toEqual([
      4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9,
    ]);
  });
});

describe('PixelSource', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (bytes: number) => {
    writeFileSync(
      join(folder, 'p.u8'),
      Uint8Array.from({ length: bytes }, (_, i) => i),
    );
    writeFileSync(
      join(folder, 'p.json'),
      JSON.stringify({ schemaVersion: 2, count: 3, heldOut: 0, size: 2, channels: 1, version: 'test' }),
    );
    return join(folder, 'p.u8');
  };

  it('reads images at random offsets', () => {
    const source = new PixelSource(write(12));
    expect([...source.batch([2, 0]).data]).toEqual([8, 9, 10, 11, 0, 1, 2, 3]);
    source.close();
  });

  it('refuses a file that does not match its header', () => {
    expect(() => new PixelSource(write(11))).toThrow('incomplete');
  });
});
