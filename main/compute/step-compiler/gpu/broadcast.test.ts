import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Broadcast, broadcastOf, indexOf } from './broadcast.ts';

/** Up to four axes, each there or repeated. */
const broadcastShapes = fc
  .array(fc.record({ size: fc.integer({ min: 1, max: 4 }), isThere: fc.boolean() }), { maxLength: 4 })
  .map((axes) => ({
    shape: axes.map(({ size, isThere }) => (isThere ? size : 1)),
    to: axes.map(({ size }) => size),
  }));

const sizeOf = (shape: readonly number[]) => shape.reduce((size, axis) => size * axis, 1);

/** The index of an element by its coordinates. */
function expectedIndex(i: number, shape: readonly number[], to: readonly number[]): number {
  let rest = i;
  let index = 0;
  let stride = 1;
  for (let axis = to.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1) index += (rest % to[axis]) * stride;
    stride *= shape[axis];
    rest = Math.floor(rest / to[axis]);
  }
  return index;
}

/** What the WGSL of `indexOf` says, in JavaScript. */
const computedIndex = (i: number, { a, b }: Broadcast, code: string): number =>
  new Function(
    'i',
    'a',
    'b',
    `return ${code.replace(/0u/g, '0').replace(/\(?i \/ a\)?/g, 'Math.floor(i / a)')}`,
  )(i, a, b);

describe('broadcastOf', () => {
  it('finds the element that is repeated, or says that it has no way for it', () => {
    let found = 0;
    fc.assert(
      fc.property(broadcastShapes, ({ shape, to }) => {
        const broadcast = broadcastOf(shape, to);
        if (broadcast === undefined) return;
        found += 1;
        const code = indexOf(broadcast.way, 'a', 'b');
        for (let i = 0; i < sizeOf(to); i++)
          expect(computedIndex(i, broadcast, code), `${shape} to ${to} at ${i}`).toBe(
            expectedIndex(i, shape, to),
          );
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(300);
  });

  it('takes missing axes as repeated, and refuses what changes its mind twice', () => {
    expect(broadcastOf([160], [32, 8, 8, 160])).toEqual({ way: 'inner', a: 160, b: 0 });
    expect(broadcastOf([32, 1, 1, 160], [32, 8, 8, 160])).toEqual({ way: 'ends', a: 64 * 160, b: 160 });
    expect(broadcastOf([32, 1], [32, 64])).toEqual({ way: 'outer', a: 64, b: 0 });
    expect(broadcastOf([1, 1], [])).toEqual({ way: 'same', a: 0, b: 0 });
    expect(broadcastOf([2, 1, 3, 1], [2, 4, 3, 5])).toBeUndefined();
  });
});
