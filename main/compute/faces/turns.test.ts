import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FoundFace } from '../../protocol/faces.ts';
import type { RgbPicture } from './regions.ts';
import { type Quarters, turnFaceBack, turnPicture } from './turns.ts';

const picture = (width: number, height: number): RgbPicture => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7 + (i >> 8)) & 255),
});
const pixel = ({ width, data }: RgbPicture, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

it('turns clockwise', () => {
  // Red, green; blue, white; black, grey.
  const colours = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
    [0, 0, 0],
    [128, 128, 128],
  ];
  const upright = { width: 2, height: 3, data: Uint8Array.from(colours.flat()) };
  const seen = (quarters: Quarters) => {
    const { width, height, data } = turnPicture(upright, quarters);
    return {
      width,
      height,
      order: colours.map((_, i) =>
        colours.findIndex((colour) => colour.join() === [...data.subarray(i * 3, i * 3 + 3)].join()),
      ),
    };
  };
  expect(seen(1)).toEqual({ width: 3, height: 2, order: [4, 2, 0, 5, 3, 1] });
  expect(seen(2)).toEqual({ width: 2, height: 3, order: [5, 4, 3, 2, 1, 0] });
  expect(seen(3)).toEqual({ width: 3, height: 2, order: [1, 3, 5, 0, 2, 4] });
});

it('puts a face back to where its pixels were', () => {
  const side = fc.integer({ min: 2, max: 9 });
  fc.assert(
    fc.property(
      side,
      side,
      fc.constantFrom<Quarters>(1, 2, 3),
      fc.nat(80),
      fc.nat(80),
      (width, height, quarters, u, v) => {
        const upright = picture(width, height);
        const turned = turnPicture(upright, quarters);
        const [x, y] = [u % turned.width, v % turned.height];
        const face: FoundFace = {
          score: 1,
          box: { left: x, top: y, width: 1, height: 1 },
          leftEye: { x: x + 0.5, y: y + 0.5 },
          rightEye: { x: x + 1, y: y + 0.5 },
          mouth: { x: x + 0.5, y: y + 1 },
          yaw: 1,
          pitch: 2,
          roll: 0,
          embedding: new Float32Array(1),
        };
        const { box, leftEye, rightEye, mouth, roll } = turnFaceBack(face, upright, quarters);
        expect(pixel(upright, box.left, box.top)).toEqual(pixel(turned, x, y));
        expect(pixel(upright, Math.floor(leftEye.x), Math.floor(leftEye.y))).toEqual(pixel(turned, x, y));
        // The line of the eyes and the way down to the mouth turn together.
        const degrees = (Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x) * 180) / Math.PI;
        expect((((roll - degrees) % 360) + 360) % 360).toBeCloseTo(0);
        const down = (Math.atan2(mouth.x - leftEye.x, mouth.y - leftEye.y) * -180) / Math.PI;
        expect((((roll - down) % 360) + 360) % 360).toBeCloseTo(0);
      },
    ),
  );
});
