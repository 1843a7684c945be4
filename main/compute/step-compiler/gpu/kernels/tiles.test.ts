import { describe, expect, it } from 'vitest';
import { KernelForm } from '../../../../contract/gradient-kernels.ts';
import { columnsOf, rowsOf, tileFor } from './tiles.ts';

const counts = [1, 3, 4, 8, 12, 16, 24, 40, 48, 64, 96, 100, 160, 256, 1000, 4096];

describe.each(KernelForm.options)('the form %s', (form) => {
  it.each(counts)('gives tiles that every device allows, for %i columns', (columns) => {
    for (const rows of counts) {
      const tile = tileFor(rows, columns, form);
      // WebGPU's default limit.
      expect(tile.threads[0] * tile.threads[1]).toBeLessThanOrEqual(256);
      if (form === 'registers') continue;
      const bytes = 4 * tile.depth * (rowsOf(tile) + columnsOf(tile));
      // Also by default.
      expect(bytes).toBeLessThanOrEqual(16_384);
      const blocks = (Math.max(rowsOf(tile), columnsOf(tile)) / 4) * (tile.depth / 4);
      expect(blocks).toBeLessThanOrEqual(tile.threads[0] * tile.threads[1]);
      for (const side of [tile.rows, tile.columns, tile.depth]) expect(side % 4).toBe(0);
    }
  });

  it('takes narrow tiles for pictures', () => {
    expect(columnsOf(tileFor(100_000, 3, form))).toBe(4);
    expect(columnsOf(tileFor(100_000, 256, form))).toBeGreaterThanOrEqual(32);
  });
});
