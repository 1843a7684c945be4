import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FromCompute } from '../../../protocol/messages.ts';
import { randomStream } from '../../../protocol/random.ts';
import { seededLatents } from '../../../protocol/seeded-latents.ts';
import { drawLatents } from '../../drawing/draw.ts';
import { doubled } from '../../engines/operations.ts';
import { type Scalar, type Tensor4D, tf } from '../../engines/tf.ts';
import { encodeSafetensors } from '../../files/safetensors.ts';
import { ssim } from '../../metrics/ssim.ts';
import { architectureOf } from '../../networks/index.ts';
import { toArrays } from '../../networks/tensor-arrays.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { smallConfig } from '../../testing/small-runs.ts';
import { distanceTo, laplacianPyramid, ssimOf } from './distance.ts';
import { project } from './project.ts';
import { residualOf } from './residual.ts';

const side = 32;

/** Waves with some noise, of −1…1. */
function picture(sigma: number, channels: 1 | 3 = 1): Tensor4D {
  const grain = randomStream(3, 'grain', 0).fillNormal(new Float32Array(side * side * channels));
  const values = grain.map(
    (noise, i) => 0.5 * Math.sin(i / 7 / channels) * Math.cos(i / side / 5 / channels) + sigma * noise,
  );
  return tf.tensor4d(values, [1, side, side, channels]);
}

const grey = (x: Tensor4D) => ({
  side,
  values: Float32Array.from(x.dataSync(), (value) => (value + 1) * 127.5),
});

describe.each(await enginesHere())('on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it('has the same SSIM as the one that measures', () => {
    const [a, b] = [picture(0), picture(0.2)];
    expect(ssimOf(b, a).dataSync()[0]).toBeCloseTo(ssim(grey(b), grey(a)), 4);
    expect(ssimOf(a, a).dataSync()[0]).toBeCloseTo(1, 5);
  });

  it('a pyramid adds up to its picture again', () => {
    const x = picture(0.3);
    const levels = laplacianPyramid(x);
    expect(levels.map((level) => level.shape[1])).toEqual([32, 16, 8]);
    const whole = levels.reduceRight((map, level) => tf.add(doubled(map), level));
    expect(tf.max(tf.abs(tf.sub(whole, x))).dataSync()[0]).toBeLessThan(1e-5);
  });

  it('the distance is 0 to itself, grows with noise, and has the slope that it seems to have', () => {
    const target = picture(0, 3);
    const distance = distanceTo(target);
    const [none, some, more] = [0, 0.1, 0.3].map((sigma) => distance(picture(sigma, 3)).dataSync()[0]);
    expect(none).toBeCloseTo(0, 4);
    expect(more).toBeGreaterThan(some);
    expect(some).toBeGreaterThan(0.02);
    const x = picture(0.2, 3);
    const gradient = tf.grad((p) => tf.sum(distance(p as Tensor4D)) as Scalar)(x);
    const slope = tf.norm(gradient).dataSync()[0];
    const direction = tf.div(gradient, slope);
    const h = 0.02;
    const at = (t: number) => distance(tf.add(x, tf.mul(direction, t))).dataSync()[0];
    expect((at(h) - at(-h)) / (2 * h) / slope).toBeCloseTo(1, 1);
    expect(slope).toBeGreaterThan(0.01);
  });
});

it('residuals of equal and of known pictures', () => {
  const flat = (value: number) => ({
    count: 1,
    size: side,
    channels: 1 as const,
    data: new Uint8Array(side * side).fill(value),
  });
  expect(residualOf(flat(9), flat(9))).toEqual({ ssim: 1, psnr: 60, pixelError: 0 });
  expect(residualOf(flat(100), flat(110))).toMatchObject({
    psnr: expect.closeTo(20 * Math.log10(255 / 10), 6),
    pixelError: 10,
  });
});

describe('a projection', () => {
  beforeAll(async () => useEngine((await enginesHere())[0]));

  it.each(['draft-32', 'classic-dcgan'] as const)('finds a face that %s drew itself', async (preset) => {
    const config = smallConfig(preset, { seed: 3 });
    const weights = architectureOf(config).createGenerator(config);
    const generatorFile = join(mkdtempSync(join(tmpdir(), 'faceloom-project-')), 'generator.safetensors');
    writeFileSync(generatorFile, encodeSafetensors(toArrays(weights)));
    const target = drawLatents(config, weights, seededLatents(77, 5, 1, config.latentSize));
    const messages: FromCompute[] = [];
    const { row, residual, pixels } = await project(
      { type: 'project', engine: 'auto', threads: 0, generatorFile, config, target },
      (message) => messages.push(message),
      { starts: 4, tryingSteps: 15, refiningSteps: 60 },
    );
    expect(row.every(Number.isFinite)).toBe(true);
    expect(pixels).toMatchObject({ size: config.resolution, channels: config.channels });
    expect(residual).toEqual(residualOf(target, pixels));
    expect(residual.ssim).toBeGreaterThan(0.8);
    expect(messages.at(-1)).toMatchObject({ type: 'working', done: 75, total: 75 });
  });
});
