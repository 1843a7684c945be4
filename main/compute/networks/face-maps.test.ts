import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../protocol/random.ts';
import { type Tensor, tf } from '../engines/tf.ts';
import { registerFileLoader } from '../faces/file-loader.ts';
import { faceNetworkFile } from '../faces/network-package.ts';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import { addFaceLayers, faceMaps, faceMapsOf } from './face-maps.ts';
import { disposeWeights, WeightBuilder } from './weights.ts';

/** The side for which the package's own graph is made. */
const side = 224;
/**
 * Values are at most 6. Each of 23 layers adds up at most 512 products and a bias, in another order, and rounds with 2⁻²⁴
 * (Higham 2002, §3.1).
 */
const tolerance = 6 * 23 * 513 * 2 ** -24;

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it('gives the maps that the package’s own graph gives', async () => {
    const url = pathToFileURL(faceNetworkFile()).href;
    if (tf.io.getLoadHandlers(url).length === 0) registerFileLoader();
    const graph = await tf.loadGraphModel(url);
    const builder = new WeightBuilder(1, 'face');
    addFaceLayers(builder);
    const bytes = randomStream(1, 'picture', 0)
      .fillNormal(new Float32Array(side * side * 3))
      .map((value) => Math.min(255, Math.max(0, 128 + 60 * value)));
    tf.tidy(() => {
      const picture = tf.tensor4d(bytes, [1, side, side, 3]);
      const theirs = graph.execute(
        picture,
        faceMaps.map(({ pair }) => `conv_pw_${pair}_relu/clip_by_value`),
      ) as Tensor[];
      const ours = faceMapsOf(builder.weights, tf.sub(tf.div(picture, 127.5), 1));
      expect(ours.map(({ shape }) => shape)).toEqual(
        faceMaps.map(({ stride, width }) => [1, side / stride, side / stride, width]),
      );
      for (const [i, map] of ours.entries()) {
        expect(tf.max(tf.abs(tf.sub(map, theirs[i]))).dataSync()[0]).toBeLessThan(tolerance);
        // Neither lost nor everywhere at its bounds.
        expect(tf.mean(map).dataSync()[0]).toBeGreaterThan(0.05);
      }
    });
    graph.dispose();
    disposeWeights(builder.weights);
  });
});
