import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../protocol/random.ts';
import { doubled, halved, minibatchDeviation } from '../engines/operations.ts';
import { type Tensor2D, type Tensor4D, tf } from '../engines/tf.ts';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import { addStyle, normalisedLatents, styled } from './layers.ts';
import { layerNorm } from './norms.ts';
import { WeightBuilder } from './weights.ts';

const [count, side, channels] = [3, 4, 2];
const data = randomStream(1, 'layers', 0).fillNormal(new Float32Array(count * side * side * channels));
const at = (image: number, y: number, x: number, c: number) =>
  data[((image * side + y) * side + x) * channels + c];
const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const deviation = (numbers: number[]) =>
  Math.sqrt(mean(numbers.map((number) => (number - mean(numbers)) ** 2)));
const indices = (length: number) => Array.from({ length }, (_, i) => i);

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));
  const x = (): Tensor4D => tf.tensor4d(data, [count, side, side, channels]);

  it('minibatch deviation is the mean of the features’ deviations over the batch', () => {
    const features = indices(side * side * channels).map((feature) =>
      deviation(indices(count).map((image) => data[image * side * side * channels + feature])),
    );
    const map = minibatchDeviation(x());
    expect(map.shape).toEqual([count, side, side, 1]);
    for (const value of map.dataSync()) expect(value).toBeCloseTo(mean(features), 5);
    // All alike: nothing, but for what keeps the root differentiable.
    expect(minibatchDeviation(tf.ones([3, 2, 2, 2])).dataSync()[0]).toBeCloseTo(1e-4, 6);
  });

  it('doubled repeats pixels and halved averages them', () => {
    const large = doubled(x()).arraySync();
    for (const image of indices(count))
      for (const y of indices(2 * side))
        for (const column of indices(2 * side))
          for (const c of indices(channels))
            expect(large[image][y][column][c]).toBe(at(image, y >> 1, column >> 1, c));
    const small = halved(x()).arraySync();
    for (const image of indices(count))
      for (const y of indices(side / 2))
        for (const column of indices(side / 2))
          for (const c of indices(channels)) {
            const four = [0, 1].flatMap((dy) =>
              [0, 1].map((dx) => at(image, 2 * y + dy, 2 * column + dx, c)),
            );
            expect(small[image][y][column][c]).toBeCloseTo(mean(four), 6);
          }
  });

  it('normalised latents all have length √n', () => {
    const latents = tf.tensor2d([3, 4, 0, 0, 1e-3, 0, 0, 0], [2, 4]);
    const [first, second] = normalisedLatents(latents).arraySync();
    for (const [i, value] of [1.2, 1.6, 0, 0].entries()) expect(first[i]).toBeCloseTo(value, 5);
    expect(Math.hypot(...second)).toBeGreaterThan(1.9);
  });

  it('a style scales and shifts each channel of each picture', () => {
    const builder = new WeightBuilder(1, 'test');
    addStyle(builder, 'map', 3, channels);
    const weights = new Map(builder.weights);
    const latents: Tensor2D = tf.tensor2d([1, 0, -1, 0.5, 2, 0, 0, 0, 0], [count, 3]);
    const kernel = builder.weights.get('map-style.kernel')?.arraySync() as number[][];
    const styles = (latents.arraySync() as number[][]).map((z) =>
      indices(2 * channels).map((j) => z.reduce((sum, value, i) => sum + value * kernel[i][j], 0)),
    );
    const result = styled(weights, 'map', x(), latents).arraySync();
    for (const image of indices(count))
      for (const c of indices(channels)) {
        const expected = at(image, 1, 2, c) * (1 + styles[image][c]) + styles[image][channels + c];
        expect(result[image][1][2][c]).toBeCloseTo(expected, 5);
      }
    // The third latent is all zeros: its picture stays as it is.
    expect(result[2][0][0][0]).toBeCloseTo(at(2, 0, 0, 0), 6);
  });

  it('layer norm gives each picture mean 0 and deviation 1', () => {
    const weights = new Map([
      ['n.scale', tf.ones([channels])],
      ['n.shift', tf.zeros([channels])],
    ]);
    const normed = layerNorm(weights, 'n', x()).dataSync();
    const length = side * side * channels;
    for (const image of indices(count)) {
      const own = [...data.subarray(image * length, (image + 1) * length)];
      for (const [i, value] of own.entries())
        expect(normed[image * length + i]).toBeCloseTo((value - mean(own)) / deviation(own), 3);
    }
  });
});
