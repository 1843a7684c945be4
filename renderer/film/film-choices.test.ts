import fc from 'fast-check';
import { expect, it } from 'vitest';
import { filmSize, frameCount, scalesOf } from './film-choices.ts';

it('sizes are even and no smaller than the picture', () => {
  const side = fc.integer({ min: 1, max: 600 });
  fc.assert(
    fc.property(side, side, fc.constantFrom(1, 2, 4), (width, height, scale) => {
      const size = filmSize({ width, height }, scale);
      expect([size.width % 2, size.height % 2]).toEqual([0, 0]);
      expect(size.width - width * scale).toBeOneOf([0, 1]);
      expect(size.height - height * scale).toBeOneOf([0, 1]);
    }),
  );
});

it('a small face begins larger, a large grid as it is, and nothing beyond a screen is offered', () => {
  expect(scalesOf({ width: 32, height: 32 })).toEqual({ scales: [1, 2, 4, 8, 16, 32], first: 16 });
  expect(scalesOf({ width: 512, height: 512 })).toEqual({ scales: [1, 2, 4], first: 1 });
  expect(scalesOf({ width: 3000, height: 10 })).toEqual({ scales: [1], first: 1 });
});

it('a film has two frames at least', () => {
  expect(frameCount({ fps: 30, seconds: 2 })).toBe(60);
  expect(frameCount({ fps: 1, seconds: 0.1 })).toBe(2);
});
