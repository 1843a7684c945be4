import { beforeAll, describe, expect, it } from 'vitest';
import { LossId } from '../../../contract/runs/hyper-parameters.ts';
import { tf } from '../../engines/tf.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { losses } from './losses.ts';

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** As the papers write them, with probabilities where they do. */
const papers: Record<LossId, { d(real: number[], fake: number[]): number; g: typeof Math.max }> = {
  'non-saturating': {
    d: (real, fake) =>
      -mean(real.map((x) => Math.log(sigmoid(x)))) - mean(fake.map((x) => Math.log(1 - sigmoid(x)))),
    g: (...fake) => -mean(fake.map((x) => Math.log(sigmoid(x)))),
  },
  // Each real picture against one made one: the chance that it is the realer.
  relativistic: {
    d: (real, fake) => -mean(real.map((x, i) => Math.log(sigmoid(x - fake[i])))),
    g: (...fake) => -mean(fake.map((x, i) => Math.log(sigmoid(x - reals[i])))),
  },
  wasserstein: { d: (real, fake) => mean(fake) - mean(real), g: (...fake) => -mean(fake) },
  hinge: {
    d: (real, fake) => mean(real.map((x) => Math.max(0, 1 - x))) + mean(fake.map((x) => Math.max(0, 1 + x))),
    g: (...fake) => -mean(fake),
  },
};

const reals = [0.3, -1.2, 2.5, 0.9];
const fakes = [2.1, 0.4, -3, -0.2];

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each(LossId.options)('%s is what its paper says', (id) => {
    const [real, fake] = [tf.tensor2d(reals, [4, 1]), tf.tensor2d(fakes, [4, 1])];
    expect(losses[id].discriminator(real, fake).dataSync()[0]).toBeCloseTo(papers[id].d(reals, fakes), 5);
    expect(losses[id].generator(fake, real).dataSync()[0]).toBeCloseTo(papers[id].g(...fakes), 5);
    // Only a loss that compares may change with the real pictures.
    const other = losses[id].generator(fake, tf.add(real, 1)).dataSync()[0];
    expect(Math.abs(other - papers[id].g(...fakes)) > 1e-3).toBe(losses[id].comparesWithReal);
  });

  it.each(LossId.options)('%s is finite for any logit', (id) => {
    const [low, high] = [tf.tensor2d([-500], [1, 1]), tf.tensor2d([500], [1, 1])];
    for (const loss of [losses[id].discriminator(low, high), losses[id].generator(low, high)])
      expect(Math.abs(loss.dataSync()[0])).toBeLessThan(1010);
  });
});
