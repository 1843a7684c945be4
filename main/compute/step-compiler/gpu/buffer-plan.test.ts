import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lifetime, planBuffers } from './buffer-plan.ts';

const lifetime = fc
  .record({
    bytes: fc.integer({ min: 1, max: 100 }),
    function: fc.constantFrom('step', 'draw'),
    first: fc.nat(20),
    length: fc.nat(10),
  })
  .map(({ length, ...value }): Lifetime => ({ ...value, last: value.first + length }));

describe('planBuffers', () => {
  it('gives every value a buffer that is large enough and free while it lives', () => {
    fc.assert(
      fc.property(fc.array(lifetime, { maxLength: 40 }), (values) => {
        const { sizes, places } = planBuffers(values);
        for (const [i, value] of values.entries()) {
          expect(sizes[places[i]]).toBeGreaterThanOrEqual(value.bytes);
          for (const [j, other] of values.entries()) {
            if (i === j || places[i] !== places[j] || value.function !== other.function) continue;
            expect(value.last < other.first || other.last < value.first).toBe(true);
          }
        }
      }),
    );
  });

  it('takes no more than the values that live at once where they die in time', () => {
    const chain = Array.from({ length: 10 }, (_, i) => ({
      bytes: 8,
      function: 'step',
      first: i,
      last: i + 1,
    }));
    expect(planBuffers(chain).sizes).toEqual([8, 8]);
  });

  it('lets functions use the same memory', () => {
    const value = { bytes: 8, first: 0, last: 5 };
    const values = [
      { ...value, function: 'step' },
      { ...value, function: 'draw', bytes: 4 },
    ];
    expect(planBuffers(values)).toEqual({ sizes: [8], places: [0, 0] });
  });
});
