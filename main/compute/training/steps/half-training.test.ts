import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seededLatents } from '../../../protocol/seeded-latents.ts';
import { pixelRows } from '../../metrics/embeddings/pixels.ts';
import type { Features } from '../../metrics/features.ts';
import { kid } from '../../metrics/kid.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { disc, writePaintedPictures } from '../../testing/painted-pictures.ts';
import { smallConfig } from '../../testing/small-runs.ts';
import { DataOrder, PixelSource } from '../data/data.ts';
import { createTrainingState, disposeTrainingState } from '../state/training-state.ts';
import { createStepRunner } from './step-runner.ts';

const engines = await enginesHere();

/** Trainings whose scores say how far apart two of them are that differ in their seed alone. */
const float32Seeds = [1, 2, 3, 4, 5];
/**
 * Student's t of 4 degrees of freedom at 99.5 %: of one more training of the same kind, 99 % lie within so many standard
 * deviations of the mean, times √(1 + 1/n) (the prediction interval of a normal variable).
 */
const t = 4.604;
const [steps, compared] = [150, 256];

describe.skipIf(!engines.includes('tensorflow'))('a training in bfloat16 (needs native TensorFlow)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  let source: PixelSource;
  let reals: Features;

  beforeAll(async () => {
    await useEngine('tensorflow');
    source = new PixelSource(writePaintedPictures(folder, 32, { count: 288, heldOut: 32, paint: disc }));
    reals = await pixelRows(source.batch(Array.from({ length: compared }, (_, i) => i)));
  });
  afterAll(() => {
    source.close();
    rmSync(folder, { recursive: true });
  });

  /** KID over the pixels of what a short run draws, before its first step and after its last. */
  async function train(seed: number, products: 'float32' | 'bfloat16') {
    vi.stubEnv('FACELOOM_STEP_PRODUCTS', products);
    const state = createTrainingState(smallConfig('draft-32', { seed, batchSize: 16 }));
    const runner = await createStepRunner(state, 'graph');
    const order = new DataOrder(source.trainedCount, seed);
    const score = async () => {
      const latents = seededLatents(99, 0, compared, state.config.latentSize);
      return kid(reals, await pixelRows(await runner.draw(latents)));
    };
    try {
      expect(runner.mode).toBe('graph');
      const untrained = await score();
      for (let i = 0; i < steps; i++) await runner.step(source, order);
      return { untrained, trained: await score() };
    } finally {
      runner.dispose();
      disposeTrainingState(state);
      vi.unstubAllEnvs();
    }
  }

  it('ends where trainings in float32 end, as far as those differ by their seed', async () => {
    const exact = [];
    for (const seed of float32Seeds) exact.push((await train(seed, 'float32')).trained);
    const mean = exact.reduce((sum, score) => sum + score, 0) / exact.length;
    const variance = exact.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (exact.length - 1);
    const noise = t * Math.sqrt(variance * (1 + 1 / exact.length));
    const half = await train(1, 'bfloat16');
    expect(half.trained).not.toBe(exact[0]);
    expect(Math.abs(half.trained - mean)).toBeLessThan(noise);
    // The same measure tells a generator that has learned nothing.
    expect(Math.abs(half.untrained - mean)).toBeGreaterThan(noise);
  });
});
