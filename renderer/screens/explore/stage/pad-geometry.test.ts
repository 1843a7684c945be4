import { expect, test } from 'vitest';
import { isBeyond, keyStep, mapPoints, mapSide, placeOnPad, pointAt } from './pad-geometry.ts';

const box = { left: 100, top: 50, width: 200, height: 200 };

test('the pointer is read with up as positive, and held at the edge', () => {
  expect(pointAt(box, { clientX: 200, clientY: 150 }, 2)).toEqual({ x: 0, y: 0 });
  expect(pointAt(box, { clientX: 300, clientY: 50 }, 2)).toEqual({ x: 2, y: 2 });
  expect(pointAt(box, { clientX: -900, clientY: 200 }, 2)).toEqual({ x: -2, y: -1 });
});

test('a place is drawn where the pointer reads it', () => {
  for (const point of mapPoints(1.5)) {
    const { left, top } = placeOnPad(point, 1.5);
    const pointer = { clientX: box.left + (left / 100) * 200, clientY: box.top + (top / 100) * 200 };
    expect(pointAt(box, pointer, 1.5)).toEqual(point);
  }
  expect(placeOnPad({ x: 9, y: -9 }, 1.5)).toEqual({ left: 100, top: 100 });
  expect([isBeyond({ x: 1.6, y: 0 }, 1.5), isBeyond({ x: -1.5, y: 1.5 }, 1.5)]).toEqual([true, false]);
});

test('the map begins at the top left and has the face itself in its middle', () => {
  const points = mapPoints(1);
  expect(points).toHaveLength(mapSide ** 2);
  expect([points[0], points[12], points[24]]).toEqual([
    { x: -0.8, y: 0.8 },
    { x: 0, y: 0 },
    { x: 0.8, y: -0.8 },
  ]);
});

test('keys step, Shift steps by a face of the map, Home goes back, others do nothing', () => {
  const press = (key: string, shiftKey = false) => keyStep({ x: 0.1, y: 0 }, { key, shiftKey }, 1);
  expect(press('ArrowRight')).toEqual({ x: 0.2, y: 0 });
  expect(press('ArrowUp', true)).toEqual({ x: 0.1, y: 0.4 });
  expect(press('Home')).toEqual({ x: 0, y: 0 });
  expect(press('a')).toBeUndefined();
  expect(keyStep({ x: 0.95, y: 0 }, { key: 'ArrowRight', shiftKey: false }, 1)).toEqual({ x: 1, y: 0 });
});
