import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FramesInput, framesBetween, stationFrames } from './frames.ts';
import type { LatentPoint } from './recipe.ts';

const face = (index: number): LatentPoint => ({ kind: 'seed', seed: 1, index });
const film = (faces: number, choices: Partial<FramesInput> & { count: number }) =>
  framesBetween(
    Array.from({ length: faces }, (_, i) => face(i)),
    FramesInput.parse(choices),
  ).map(({ origin }) => origin);

it('passes every face, and a loop ends one frame before its first', () => {
  const frames = film(3, { count: 6, easing: 'linear' });
  expect([frames[0], frames[2], frames[4]]).toEqual([face(0), face(1), face(2)]);
  expect(frames[5]).toEqual({ kind: 'between', a: face(2), b: face(0), t: 0.5, method: 'slerp' });
  const straight = film(3, { count: 5, isLoop: false });
  expect([straight[0], straight[2]]).toEqual([face(0), face(1)]);
  expect(straight[4]).toMatchObject({ kind: 'between', a: face(1), b: face(2), t: 1 });
});

it('smooth leaves and reaches a face slowly, linear goes on at one speed', () => {
  const parts = (easing: FramesInput['easing']) =>
    film(2, { count: 11, easing, isLoop: false }).map((origin) => (origin.kind === 'between' ? origin.t : 0));
  expect(parts('linear')[3]).toBeCloseTo(0.3, 9);
  expect(parts('smooth')[1]).toBeCloseTo(3 * 0.01 - 2 * 0.001, 9);
  expect(parts('smooth')[5]).toBeCloseTo(0.5, 9);
});

it('makes as many frames as asked for, each part between 0 and 1, none going back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 2, max: 200 }),
      fc.boolean(),
      (faces, count, isLoop) => {
        const frames = film(faces, { count, isLoop });
        expect(frames).toHaveLength(count);
        const places = frames.map((origin) => {
          if (origin.kind !== 'between') return origin.kind === 'seed' ? origin.index : Number.NaN;
          expect(origin.t).toBeGreaterThan(0);
          expect(origin.t).toBeLessThanOrEqual(1);
          return (origin.a.kind === 'seed' ? origin.a.index : Number.NaN) + origin.t;
        });
        for (let i = 1; i < places.length; i++) expect(places[i]).toBeGreaterThan(places[i - 1]);
      },
    ),
  );
});

it('tells in which frame each face stands', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 1, max: 6 }),
      fc.boolean(),
      (faces, each, isLoop) => {
        const count = isLoop ? faces * each : (faces - 1) * each + 1;
        const frames = film(faces, { count, isLoop });
        for (const [station, frame] of stationFrames(faces, { count, isLoop }).entries()) {
          const origin = frames[frame];
          expect(origin.kind === 'between' && origin.t === 1 ? origin.b : origin).toEqual(face(station));
        }
      },
    ),
  );
});
