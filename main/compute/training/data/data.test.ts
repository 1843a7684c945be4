import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataOrder, PixelSource } from './data.ts';

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
