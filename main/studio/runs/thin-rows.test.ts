import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StepRow } from '../../contract/runs.ts';
import { thinRows } from './thin-rows.ts';

it('keeps order, ends and extremes within the number of points', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 6, max: 100 }),
      (losses, maxPoints) => {
        const rows = losses.map(
          (dLoss, i): StepRow => ({ nimg: i * 32, dLoss, gLoss: 0, dReal: 0.5, dFake: 0.5 }),
        );
        const thinned = thinRows(rows, maxPoints);
        expect(thinned.length).toBeLessThanOrEqual(Math.max(maxPoints, 1));
        expect(thinned[0]).toBe(rows[0]);
        expect(thinned.at(-1)).toBe(rows.at(-1));
        const order = thinned.map((row) => row.nimg);
        expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
        const kept = thinned.map((row) => row.dLoss);
        expect(Math.min(...kept)).toBe(Math.min(...losses));
        expect(Math.max(...kept)).toBe(Math.max(...losses));
      },
    ),
  );
});
