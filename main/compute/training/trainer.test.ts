import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { planConfig, presets } from '../../presets/index.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import { randomStream } from '../../protocol/random.ts';
import type { TrainTask } from '../../protocol/train.ts';
import { loadFaceDrawer } from '../drawing/face-drawer.ts';
import { loadEngine } from '../engines/index.ts';
import { loadCheckpoint } from './checkpoints/checkpoint.ts';
import { train } from './trainer.ts';

/** wasm runs on one thread, so its sums never change their order: bits can be compared. */
describe('train', () => {
  let folder: string;
  beforeAll(async () => {
    await loadEngine('wasm', 0);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
    const random = randomStream(0, 'pictures', 0);
    writeFileSync(
      join(folder, 'p.u8'),
      Uint8Array.from({ length: 40 * 1024 }, () => random.below(256)),
    );
    writeFileSync(
      join(folder, 'p.json'),
      JSON.stringify({ schemaVersion: 2, count: 40, heldOut: 0, size: 32, channels: 1, version: 'test' }),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const config = (maxKimg: number): RunConfig => ({
    ...planConfig(presets['draft-32'], { seed: 9, datasetChannels: 1, maxKimg }),
    generatorWidths: [8, 8, 8],
    discriminatorWidths: [8, 8, 8],
    batchSize: 8,
    tickKimg: 0.08,
    gridRows: 2,
    gridColumns: 2,
  });
  const task = (run: string, maxKimg: number, more: Partial<TrainTask> = {}): TrainTask => ({
    type: 'train',
    runDir: join(folder, run),
    pixelsFile: join(folder, 'p.u8'),
    config: config(maxKimg),
    engine: 'wasm',
    threads: 0,
    mode: 'auto',
    checkpointIntervalSeconds: 3600,
    ...more,
  });
  const collect = async (given: TrainTask, control = {}) => {
    const messages: FromCompute[] = [];
    const ending = await train(given, control, (message) => messages.push(message));
    return { ending, messages };
  };

  it('starts with the reals, the untrained grid and a checkpoint, then ticks', async () => {
    const { ending, messages } = await collect(task('a', 0.16));
    expect(ending).toBe('finished');
    const kinds = messages
      .filter(({ type }) => type !== 'steps' && type !== 'status')
      .map((m) => (m.type === 'sample' ? `${m.kind} ${m.nimg}` : m.type));
    expect(kinds).toEqual([
      'reals 0',
      'fakes 0',
      'checkpoint',
      'health',
      'compiling',
      'stepping',
      'fakes 80',
      'tick',
      'fakes 160',
      'tick',
      'fakes 160',
      'checkpoint',
    ]);
    const nimgs = messages.flatMap((m) => (m.type === 'steps' ? m.rows.map((row) => row.nimg) : []));
    expect(nimgs).toEqual(Array.from({ length: 20 }, (_, i) => (i + 1) * 8));
  });

  it('goes on from a checkpoint bit by bit as if it had never stopped', async () => {
    await collect(task('whole', 0.24));
    await collect(task('parts', 0.136));
    await collect(task('parts', 0.24, { checkpointDir: join(folder, 'parts/checkpoints/00000000136') }));
    const load = (run: string) => loadCheckpoint(join(folder, run, 'checkpoints/00000000240'));
    const [whole, parts] = [load('whole'), load('parts')];
    expect(parts.training).toEqual(whole.training);
    expect(parts.generator).toEqual(whole.generator);
    expect(parts.state).toMatchObject({ step: whole.state.step, nimg: whole.state.nimg });
  });

  it('hears a stop within one step and saves first', async () => {
    const control: { stop?: 'pause' } = {};
    const messages: FromCompute[] = [];
    const ending = await train(task('c', 100), control, (message) => {
      messages.push(message);
      if (message.type === 'steps') control.stop = 'pause';
    });
    expect(ending).toBe('paused');
    const rows = messages.flatMap((m) => (m.type === 'steps' ? m.rows : []));
    const saved = messages.findLast((m) => m.type === 'checkpoint');
    expect(saved).toMatchObject({ nimg: rows.at(-1)?.nimg });
  });

  it('says how long it will still take, until nothing is left', async () => {
    const { messages } = await collect({ ...task('g', 100), config: { ...config(100), maxMinutes: 0.02 } });
    const left = messages.flatMap((m) => (m.type === 'status' ? [m.secondsLeft] : []));
    expect(left.length).toBeGreaterThan(1);
    expect(left[0]).toBeGreaterThan(0);
    expect(left.at(-1)).toBe(0);
  });

  it('draws from a checkpoint what the grid showed', async () => {
    const { messages } = await collect(task('d', 0.08));
    const grid = messages.findLast((m) => m.type === 'sample');
    const drawer = loadFaceDrawer(
      config(0.08),
      join(folder, 'd/checkpoints/00000000080/generator.safetensors'),
    );
    const pixels = await drawer.generate({ type: 'generate', requestId: 1, seed: 9, start: 0, count: 4 });
    expect(pixels.data).toEqual(grid?.type === 'sample' ? grid.pixels.data : undefined);
  });

  it('refuses pixels of another size, and ends with a clear error when numbers overflow', async () => {
    const wrong = { ...task('e', 1), config: { ...config(1), resolution: 64 as const } };
    await expect(collect(wrong)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const absurd = {
      ...task('f', 10),
      config: {
        ...config(10),
        r1Gamma: 1e38,
      },
    };
    await expect(collect(absurd)).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
  });
});
