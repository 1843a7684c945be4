import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../pictures/pixels.ts';
import { corners, eyeDistance, eyeHeight, faceSquare, partOutside } from './similarity.ts';
import { cutSquare, mirroredIndex, resample } from './warp.ts';

/** A smooth pattern of which every point is known. */
const value = (x: number, y: number, channel: number) =>
  128 + 60 * Math.sin(x / 19 + channel) + 50 * Math.cos(y / 23 - channel);

function pattern(width: number, height: number, channels: 1 | 3): Pixels {
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++)
        data[(y * width + x) * channels + c] = Math.round(value(x + 0.5, y + 0.5, c));
    }
  }
  return { width, height, channels, data };
}

const at = ({ width, channels, data }: Pixels, x: number, y: number, c = 0) =>
  data[(y * width + x) * channels + c];

describe('cutSquare', () => {
  it.each([1, 3] as const)('gives back an upright square of %d channels as it was', async (channels) => {
    const picture = pattern(90, 70, channels);
    const cut = await cutSquare(picture, { centreX: 45, centreY: 35, side: 40, radians: 0 }, 40);
    expect(cut).toMatchObject({ width: 40, height: 40, channels });
    for (const [x, y] of [
      [0, 0],
      [39, 0],
      [17, 31],
    ]) {
      expect(at(cut, x, y, channels - 1)).toBe(at(picture, x + 25, y + 15, channels - 1));
    }
  });

  it.each([1, 3] as const)(
    'samples the turned, scaled place of the pattern, %d channels',
    async (channels) => {
      const picture = pattern(300, 280, channels);
      const square = { centreX: 150, centreY: 140, side: 130, radians: 0.4 };
      const size = 64;
      const cut = await cutSquare(picture, square, size);
      let worst = 0;
      for (let row = 0; row < size; row++) {
        for (let column = 0; column < size; column++) {
          const u = ((column + 0.5) / size - 0.5) * square.side;
          const v = ((row + 0.5) / size - 0.5) * square.side;
          const x = square.centreX + u * Math.cos(0.4) - v * Math.sin(0.4);
          const y = square.centreY + u * Math.sin(0.4) + v * Math.cos(0.4);
          const c = channels - 1;
          worst = Math.max(worst, Math.abs(at(cut, column, row, c) - value(x, y, c)));
        }
      }
      // Rounding twice and the smoothing of the downscale; one pixel beside would be off by 6.
      expect(worst).toBeLessThan(2.5);
    },
  );

  it.each([1, 3] as const)(
    'fills what lies beyond with the mirror image and no black, %d channels',
    async (channels) => {
      const picture = pattern(80, 80, channels);
      const bright = { ...picture, data: picture.data.map((v) => Math.max(v, 90)) };
      const cut = await cutSquare(bright, { centreX: 5, centreY: 8, side: 80, radians: 0.3 }, 64);
      expect(Math.min(...cut.data)).toBeGreaterThanOrEqual(85);
    },
  );

  it('goes from the crisp mirror image at the edge to the blurred one beyond it', () => {
    const crisp: Pixels = { width: 8, height: 8, channels: 1, data: new Uint8Array(64).fill(200) };
    const blurred: Pixels = { ...crisp, data: new Uint8Array(64).fill(100) };
    const { data } = resample(crisp, blurred, { centreX: 0, centreY: 4, side: 100, radians: 0 }, 100);
    const row = [...data.subarray(50 * 100, 51 * 100)];
    expect([row[50], row[49] < 200, row[45] < row[49], row[40]]).toEqual([200, true, true, 100]);
  });
});

it('mirrors indices with the edge pixel twice', () => {
  expect([-4, -3, -2, -1, 0, 2, 3, 4, 5, 6].map((i) => mirroredIndex(i, 3))).toEqual([
    2, 2, 1, 0, 0, 2, 2, 1, 0, 0,
  ]);
  expect([5, -9].map((i) => mirroredIndex(i, 1))).toEqual([0, 0]);
});

describe('faceSquare', () => {
  const face = { leftEye: { x: 100, y: 120 }, rightEye: { x: 160, y: 120 }, mouth: { x: 130, y: 184 } };
  it('puts the eyes on one line at a constant distance, however the head is tilted', () => {
    const turned = (radians: number) => {
      const turn = ({ x, y }: { x: number; y: number }) => ({
        x: 130 + (x - 130) * Math.cos(radians) - (y - 120) * Math.sin(radians),
        y: 120 + (x - 130) * Math.sin(radians) + (y - 120) * Math.cos(radians),
      });
      return { leftEye: turn(face.leftEye), rightEye: turn(face.rightEye), mouth: turn(face.mouth) };
    };
    for (const radians of [0, 0.3, -0.7]) {
      const tilted = turned(radians);
      const square = faceSquare(tilted);
      const place = ({ x, y }: { x: number; y: number }) => {
        const [dx, dy] = [x - square.centreX, y - square.centreY];
        const [cos, sin] = [Math.cos(-square.radians), Math.sin(-square.radians)];
        return [(dx * cos - dy * sin) / square.side + 0.5, (dx * sin + dy * cos) / square.side + 0.5];
      };
      const [left, right] = [place(tilted.leftEye), place(tilted.rightEye)];
      expect(left[1]).toBeCloseTo(eyeHeight, 9);
      expect(right[1]).toBeCloseTo(eyeHeight, 9);
      expect(right[0] - left[0]).toBeCloseTo(eyeDistance, 9);
    }
  });

  it('goes by the mouth when a turned head brings the eyes together', () => {
    const profile = { ...face, leftEye: { x: 120, y: 120 }, rightEye: { x: 140, y: 120 } };
    expect(faceSquare(profile).side).toBeCloseTo((64 * 0.8) / eyeDistance, 9);
  });
});

it('knows the corners of a square and the part of it beyond the picture', () => {
  const square = { centreX: 50, centreY: 50, side: 20, radians: Math.PI / 2 };
  const [topLeft] = corners(square);
  expect([topLeft.x, topLeft.y]).toEqual([expect.closeTo(60), expect.closeTo(40)]);
  expect(partOutside({ centreX: 0, centreY: 50, side: 20, radians: 0 }, 100, 100)).toBe(0.5);
  expect(partOutside(square, 100, 100)).toBe(0);
});
