import { beforeAll, describe, expect, it } from 'vitest';
import { Augmentation } from '../../../contract/runs/hyper-parameters.ts';
import { randomStream } from '../../../protocol/random.ts';
import { type Tensor, type Tensor4D, tf } from '../../engines/tf.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { augment, drawAugmentations, drawsPerPicture } from './augment.ts';

const size = 32;
const all = Augmentation.options;
const pixels = (count: number, channels: number) =>
  randomStream(2, 'augmented', 0)
    .fillNormal(new Float32Array(count * size * size * channels))
    .map((value) => value / 3);

/** One picture after one row of draws, pixel by pixel. */
function reference(picture: Float32Array, channels: number, draws: Float32Array): Float32Array {
  const [shiftY, shiftX, cutY, cutX, reach, brightness, saturation, contrast] = draws;
  const at = (y: number, x: number, c: number) => (y * size + x) * channels + c;
  const coloured = picture.map((value) => value + brightness);
  if (channels > 1)
    for (let p = 0; p < size * size; p++) {
      const own = coloured.slice(p * channels, (p + 1) * channels);
      const grey = own.reduce((sum, value) => sum + value, 0) / channels;
      for (let c = 0; c < channels; c++) coloured[p * channels + c] = grey + (own[c] - grey) * saturation;
    }
  const centre = coloured.reduce((sum, value) => sum + value, 0) / coloured.length;
  const result = new Float32Array(picture.length);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      for (let c = 0; c < channels; c++) {
        const [fromY, fromX] = [y + shiftY, x + shiftX];
        const isInside = fromY >= 0 && fromY < size && fromX >= 0 && fromX < size;
        const isCut = Math.abs(y - cutY) < reach && Math.abs(x - cutX) < reach;
        if (isInside && !isCut)
          result[at(y, x, c)] = centre + (coloured[at(fromY, fromX, c)] - centre) * contrast;
      }
  return result;
}

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each([1, 3] as const)('changes pictures of %d channels as a plain loop does', (channels) => {
    const count = 16;
    const draws = drawAugmentations(
      { augmentations: all, resolution: size },
      0.8,
      count,
      randomStream(1, 'draws', 0),
    );
    const data = pixels(count, channels);
    const actual = augment(
      { augmentations: all },
      tf.tensor4d(data, [count, size, size, channels]),
      tf.tensor2d(draws, [count, drawsPerPicture]),
    ).dataSync();
    const length = size * size * channels;
    for (let i = 0; i < count; i++) {
      const expected = reference(
        data.slice(i * length, (i + 1) * length),
        channels,
        draws.subarray(i * drawsPerPicture, (i + 1) * drawsPerPicture),
      );
      for (const [k, value] of expected.entries())
        expect(Math.abs(actual[i * length + k] - value)).toBeLessThan(1e-5);
    }
  });

  it.each(all)('%s with a chance of 0 changes nothing', (kind) => {
    const config = { augmentations: [kind], resolution: size } as const;
    const draws = drawAugmentations({ ...config, augmentations: [kind] }, 0, 2, randomStream(1, 'draws', 0));
    const data = pixels(2, 3);
    const same = augment(
      { augmentations: [kind] },
      tf.tensor4d(data, [2, size, size, 3]),
      tf.tensor2d(draws, [2, drawsPerPicture]),
    );
    for (const [k, value] of same.dataSync().entries()) expect(value).toBeCloseTo(data[k], 6);
  });

  it('lets gradients through to what is seen', () => {
    const draws = tf.tensor2d([4, 0, 0, 0, -1, 0, 1, 1], [1, drawsPerPicture]);
    const gradient = tf
      .grad((x: Tensor) => tf.sum(augment({ augmentations: all }, x as Tensor4D, draws)))(
        tf.zeros([1, size, size, 1]),
      )
      .dataSync();
    // The first four rows are shifted out.
    expect(Math.max(...gradient.subarray(0, 4 * size))).toBeCloseTo(0, 6);
    expect(Math.min(...gradient.subarray(4 * size))).toBeCloseTo(1, 5);
  });
});

it('draws each kind with its chance and within the paper’s amounts', () => {
  const count = 4000;
  const draws = drawAugmentations(
    { augmentations: all, resolution: 32 },
    0.3,
    count,
    randomStream(7, 'draws', 0),
  );
  const column = (i: number) => Array.from({ length: count }, (_, row) => draws[row * drawsPerPicture + i]);
  const range = (numbers: number[]) => [Math.min(...numbers), Math.max(...numbers)];
  expect(range(column(0))).toEqual([-4, 4]);
  expect(range(column(1))).toEqual([-4, 4]);
  for (const [i, low, high] of [
    [5, -0.5, 0.5],
    [6, 0, 2],
    [7, 0.5, 1.5],
  ]) {
    const [least, most] = range(column(i));
    expect([least >= low, most <= high]).toEqual([true, true]);
    expect(most - least).toBeGreaterThan(0.95 * (high - low));
  }
  const reaches = column(4).filter((reach) => reach >= 0);
  expect(new Set(reaches)).toEqual(new Set([8]));
  // Five standard errors of 4,000 draws.
  expect(Math.abs(reaches.length / count - 0.3)).toBeLessThan(0.036);
  expect(Math.abs(column(5).filter((value) => value !== 0).length / count - 0.3)).toBeLessThan(0.036);
  // A cut between pixels takes exactly half the side.
  const cut = column(2)[column(4).findIndex((reach) => reach >= 0)];
  expect(Number.isInteger(cut + 0.5)).toBe(true);
});
