import fc from 'fast-check';
import { expect, test } from 'vitest';
import { added, analogy, dot, lengthOf, lerp, normalised, slerp, walked } from './vectors.ts';

const size = 6;
const number = fc.double({ min: -4, max: 4, noNaN: true });
const vector = fc
  .array(number, { minLength: size, maxLength: size })
  .map((values) => Float32Array.from(values))
  .filter((values) => lengthOf(values) > 0.05);
const part = fc.double({ min: 0, max: 1, noNaN: true });

const angle = (a: Float32Array, b: Float32Array) => {
  // By the chord: the cosine loses small angles.
  const [u, v] = [normalised(a), normalised(b)];
  return 2 * Math.asin(Math.min(1, lengthOf(added(u, v, -1)) / 2 / Math.sqrt(size)));
};
const near = (a: Float32Array, b: Float32Array, tolerance = 1e-4) => {
  expect(lengthOf(added(a, b, -1))).toBeLessThanOrEqual(tolerance * (1 + lengthOf(b)));
};

test('slerp begins and ends at its ends, with lengths that go linearly and angles in proportion', () => {
  fc.assert(
    fc.property(vector, vector, part, (a, b, t) => {
      near(slerp(a, b, 0), a);
      near(slerp(a, b, 1), b);
      const between = slerp(a, b, t);
      expect(lengthOf(between)).toBeCloseTo((1 - t) * lengthOf(a) + t * lengthOf(b), 3);
      if (lengthOf(between) > 0.05) expect(angle(a, between)).toBeCloseTo(t * angle(a, b), 2);
    }),
  );
});

test('slerp of two axes is a quarter of a circle; of opposites it is a half circle that never meets the middle', () => {
  const [x, y] = [Float32Array.of(2, 0, 0), Float32Array.of(0, 2, 0)];
  near(slerp(x, y, 1 / 3), Float32Array.of(2 * Math.cos(Math.PI / 6), 2 * Math.sin(Math.PI / 6), 0));
  const opposite = Float32Array.of(-2, 0, 0);
  const middle = slerp(x, opposite, 0.5);
  expect(lengthOf(middle)).toBeCloseTo(2, 5);
  expect(dot(middle, x)).toBeCloseTo(0, 5);
  near(slerp(x, opposite, 1), opposite);
});

test('slerp of the same face stays there, and a length of 0 has no direction', () => {
  fc.assert(fc.property(vector, part, (a, t) => near(slerp(a, a, t), a)));
  near(slerp(new Float32Array(3), Float32Array.of(1, 2, 3), 0.5), Float32Array.of(0.5, 1, 1.5));
});

test('lerp is the same from either end', () => {
  fc.assert(fc.property(vector, vector, part, (a, b, t) => near(lerp(a, b, t), lerp(b, a, 1 - t))));
});

test('a walk keeps the length, goes as far as its angle, and comes round after a whole turn', () => {
  const small = fc.double({ min: -1.5, max: 1.5, noNaN: true });
  fc.assert(
    fc.property(vector, vector, vector, small, small, (a, u, v, x, y) => {
      // Directions along each other span no plane.
      fc.pre(angle(a, u) > 0.2 && angle(a, u) < 2.9 && angle(a, v) > 0.2 && angle(a, v) < 2.9);
      const first = walked(a, [u, v], 0.5, 0);
      for (const step of [0.5, -0.5]) {
        const second = walked(a, [u, v], 0, step);
        fc.pre(angle(a, second) > 0.3 && angle(first, second) > 0.3);
      }
      const there = walked(a, [u, v], x, y);
      expect(lengthOf(there)).toBeCloseTo(lengthOf(a), 2);
      expect(angle(a, there)).toBeCloseTo(Math.hypot(x, y), 2);
      near(walked(a, [u, v], 2 * Math.PI, 0), a, 1e-3);
    }),
  );
});

test('a direction in the plane of the face and the other one leads nowhere', () => {
  const a = Float32Array.of(0, -3.65, 0, -4, 0, -4);
  const u = Float32Array.of(0, 0, 0, 4, 0, 4);
  near(walked(a, [u, a], 0, 0.5), a);
  near(walked(a, [u, u], 0, 0.5), a);
  near(walked(a, [u, u], 0.3, 0.5), walked(a, [u, u], 0.3, 0));
});

test('A − B + C with A = B is C’s direction, and it is as long as they are', () => {
  fc.assert(
    fc.property(vector, vector, vector, (a, b, c) => {
      expect(angle(analogy(a, a, c), c)).toBeLessThan(0.02);
      fc.pre(lengthOf(added(added(a, b, -1), c)) > 0.05);
      const mean = (lengthOf(a) + lengthOf(b) + lengthOf(c)) / 3;
      expect(lengthOf(analogy(a, b, c))).toBeCloseTo(mean, 3);
    }),
  );
});
