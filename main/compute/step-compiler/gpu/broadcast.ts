/**
 * Where the element of an operand lies that belongs to element i of the result, as many neighbouring axes are seen as one:
 * `same` at i, `one` at 0, `inner` at i mod a, `outer` at i / a, `middle` at (i / a) mod b, and `ends` at
 * (i / a)·b + i mod b, with whole numbers.
 */
export interface Broadcast {
  way: 'same' | 'one' | 'inner' | 'outer' | 'middle' | 'ends';
  a: number;
  b: number;
}

/** How a tensor is broadcast to a larger shape; undefined where it is none of these ways. */
export function broadcastOf(shape: readonly number[], to: readonly number[]): Broadcast | undefined {
  const sizeOf = (axes: readonly number[]) => axes.reduce((size, axis) => size * axis, 1);
  if (sizeOf(shape) === sizeOf(to)) return { way: 'same', a: 0, b: 0 };
  const padded = [...Array<number>(to.length - shape.length).fill(1), ...shape];
  // Neighbours that are both there or both repeated, as one; axes of one element are neither.
  const axes: { isThere: boolean; size: number }[] = [];
  for (const [axis, size] of to.entries()) {
    if (size === 1) continue;
    const isThere = padded[axis] === size;
    const before = axes.at(-1);
    if (before?.isThere === isThere) before.size *= size;
    else axes.push({ isThere, size });
  }
  const way = ways[axes.map(({ isThere }) => (isThere ? 'x' : '-')).join('')];
  if (way === undefined) return undefined;
  const [, second, third] = axes.map(({ size }) => size);
  if (way === 'inner') return { way, a: second, b: 0 };
  if (way === 'outer') return { way, a: second, b: 0 };
  if (way === 'middle') return { way, a: third, b: second };
  if (way === 'ends') return { way, a: second * third, b: third };
  return { way, a: 0, b: 0 };
}

/** By which axes are there (x) and which are repeated (-). */
const ways: Readonly<Record<string, Broadcast['way']>> = {
  '-': 'one',
  '-x': 'inner',
  'x-': 'outer',
  '-x-': 'middle',
  'x-x': 'ends',
};

/** The index in WGSL; `a` and `b` are names of u32. */
export const indexOf = (way: Broadcast['way'], a: string, b: string): string =>
  ({
    same: 'i',
    one: '0u',
    inner: `i % ${a}`,
    outer: `i / ${a}`,
    middle: `(i / ${a}) % ${b}`,
    ends: `(i / ${a}) * ${b} + i % ${b}`,
  })[way];
