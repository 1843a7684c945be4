import { expect, test } from 'vitest';
import { arrangementOf, fitToDisplays } from './window-bounds.ts';

const left = { x: 0, y: 25, width: 1920, height: 1055 };
const right = { x: 1920, y: 0, width: 2560, height: 1440 };

test('an arrangement is the same in whatever order its displays are listed', () => {
  const [one, two] = [{ bounds: left }, { bounds: right }];
  expect(arrangementOf([one, two])).toBe(arrangementOf([two, one]));
  expect(arrangementOf([one])).not.toBe(arrangementOf([one, two]));
  expect(arrangementOf([{ bounds: { ...left, x: 10 } }])).not.toBe(arrangementOf([one]));
});

test('bounds that lie on a display stay as they are', () => {
  const bounds = { x: 2000, y: 100, width: 1440, height: 900 };
  expect(fitToDisplays(bounds, [left, right])).toEqual(bounds);
});

test('bounds that stick out are moved onto the display they lie on most', () => {
  expect(fitToDisplays({ x: 1000, y: 500, width: 1400, height: 900 }, [left])).toEqual({
    x: 520,
    y: 180,
    width: 1400,
    height: 900,
  });
  expect(fitToDisplays({ x: 1800, y: -50, width: 1440, height: 900 }, [left, right])).toMatchObject({
    x: 1920,
    y: 0,
  });
});

test('a window larger than its display is cut to it', () => {
  const small = { x: 0, y: 0, width: 1280, height: 800 };
  expect(fitToDisplays({ x: 0, y: 0, width: 3000, height: 2000 }, [small])).toEqual(small);
});

test('a window that lay on a display that is gone, or by a sliver only, is forgotten', () => {
  expect(fitToDisplays({ x: 2500, y: 100, width: 1440, height: 900 }, [left])).toBeUndefined();
  expect(fitToDisplays({ x: 1900, y: 100, width: 1440, height: 900 }, [left])).toBeUndefined();
  expect(fitToDisplays({ x: 0, y: 0, width: 1440, height: 900 }, [])).toBeUndefined();
});

test('a window is never smaller than every screen needs', () => {
  expect(fitToDisplays({ x: 100, y: 100, width: 300, height: 200 }, [left])).toEqual({
    x: 100,
    y: 100,
    width: 1024,
    height: 700,
  });
});
