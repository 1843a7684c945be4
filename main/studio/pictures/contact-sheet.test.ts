import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawSheet, faceCorner, planSheet } from './contact-sheet.ts';
import { textOutline, textWidth } from './lettering.ts';
import type { Pixels } from './pixels.ts';

const plain = { gap: 0, hasLabels: false, hasCaption: false };

async function* each(faces: readonly Pixels[]) {
  yield* faces;
}
const grey = (side: number, value: number): Pixels => ({
  ...{ width: side, height: side, channels: 1 as const },
  data: new Uint8Array(side * side).fill(value),
});

it('gives every face a place of its own within the sheet', () => {
  const choices = fc.record({
    columns: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    gap: fc.integer({ min: 0, max: 20 }),
    hasLabels: fc.boolean(),
    hasCaption: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 8, max: 64 }),
      choices,
      (count, side, given) => {
        const plan = planSheet(count, side, given);
        const places = Array.from({ length: count }, (_, index) => faceCorner(plan, index));
        for (const { left, top } of places) {
          expect(Math.min(left, top)).toBeGreaterThanOrEqual(plan.gap);
          expect(left + side + plan.gap).toBeLessThanOrEqual(plan.width);
          expect(top + side + plan.labelHeight + plan.gap).toBeLessThanOrEqual(
            plan.height - plan.captionHeight,
          );
        }
        for (const [i, a] of places.entries())
          for (const b of places.slice(i + 1))
            expect(Math.abs(a.left - b.left) >= side || Math.abs(a.top - b.top) >= side).toBe(true);
      },
    ),
  );
});

it('draws faces where they belong, smaller ones in the middle of their place, on black', async () => {
  const plan = planSheet(3, 4, { ...plain, columns: 2, gap: 1 });
  const sheet = await drawSheet(plan, each([grey(4, 100), grey(2, 200), grey(4, 50)]), []);
  const { data, info } = await sheet.raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([11, 11]);
  const at = (x: number, y: number) => [...data.subarray((y * 11 + x) * 3, (y * 11 + x) * 3 + 3)];
  expect([at(0, 0), at(1, 1), at(4, 4), at(5, 4)]).toEqual([0, 100, 100, 0].map((v) => [v, v, v]));
  expect([at(6, 1), at(7, 2), at(8, 3), at(9, 4)]).toEqual([0, 200, 200, 0].map((v) => [v, v, v]));
  expect([at(1, 6), at(6, 6)]).toEqual([50, 0].map((v) => [v, v, v]));
});

it('writes labels and the caption under the faces, and nowhere else', async () => {
  const plan = planSheet(4, 40, { columns: 2, gap: 4, hasLabels: true, hasCaption: true });
  const sheet = await drawSheet(plan, each(Array(4).fill(grey(40, 0))), [
    '42 / 0',
    '42 / 1',
    '42 / 2',
    '42 / 3',
  ]);
  const { data } = await sheet.greyscale().raw().toBuffer({ resolveWithObject: true });
  const inkOf = (top: number, height: number) =>
    data.subarray(top * plan.width, (top + height) * plan.width).reduce((sum, value) => sum + value, 0);
  for (const row of [0, 1]) {
    const { top } = faceCorner(plan, 2 * row);
    expect(inkOf(top, 40)).toBe(0);
    expect(inkOf(top + 40, plan.labelHeight)).toBeGreaterThan(1000);
  }
  expect(inkOf(plan.height - plan.captionHeight, plan.captionHeight)).toBeGreaterThan(1000);
});

it('refuses a sheet that would be too large, with what would help', () => {
  expect(() => planSheet(400, 512, { ...plain, columns: 1 })).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', data: { next: expect.stringContaining('16383') } }),
  );
  expect(() => planSheet(10_000, 128, { ...plain, columns: 100 })).toThrow('12800×12800');
});

it('sets a line smaller where there is no room, and knows every letter', () => {
  const wide = textWidth('4294967295 / 399', 10);
  expect(wide).toBeGreaterThan(2 * textWidth('42 / 7', 10));
  const outline = textOutline('4294967295 / 399', {
    x: 50,
    baseline: 10,
    size: 10,
    room: wide / 2,
    colour: '#fff',
  });
  expect(outline).toContain('scale(0.005)');
  expect(textWidth('Zoë', 10)).toBe(textWidth('Zo?', 10));
});
