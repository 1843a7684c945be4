import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineId } from '../../../contract/engines.ts';
import type { PresetId } from '../../../contract/presets.ts';
import type { HealthCondition } from '../../../contract/runs/health.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import { planConfig, presets } from '../../../presets/index.ts';
import type { FromCompute } from '../../../protocol/messages.ts';
import { tf } from '../../engines/tf.ts';
import { enginesHere } from '../../testing/engines-here.ts';
import { disc, type PaintedPictures, squares, writePaintedPictures } from '../../testing/painted-pictures.ts';
import { loadCheckpoint, saveCheckpoint } from '../checkpoints/checkpoint.ts';
import { type TrainControl, train } from '../trainer.ts';

/**
 * Each condition is provoked by a real training and has to be named; a healthy one has to be left alone. Networks are small,
 * so that a step takes milliseconds; compiled where the engine can.
 */

const engines = await enginesHere();
const quickest = engines[0];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const pictures: PaintedPictures = { count: 640, heldOut: 40, paint: squares };

/** Dense networks that learn to draw the squares within 300 steps. */
const small = (change: Partial<RunConfig>): RunConfig => ({
  ...planned('classic-mlp'),
  generatorWidths: [64, 128],
  discriminatorWidths: [128, 64],
  latentSize: 16,
  emaHalfLifeKimg: 0.5,
  ...change,
});

const planned = (preset: PresetId): RunConfig => ({
  ...planConfig(presets[preset], { seed: 1, datasetChannels: 1, imageCount: 640, batchSize: 16 }),
  tickKimg: 0.4,
  gridRows: 4,
  gridColumns: 4,
});

interface Training {
  config: RunConfig;
  engine?: EngineId;
  checkpointDir?: string;
  /** It is stopped when this is named; otherwise it goes to its limit. */
  until?: HealthCondition;
  onMessage?(message: FromCompute): void;
}

async function trainOn(painted: PaintedPictures, training: Training) {
  const { config, engine = quickest, checkpointDir, until, onMessage } = training;
  await tf.setBackend(engine);
  const pixelsFile = writePaintedPictures(folder, config.resolution, painted);
  const messages: FromCompute[] = [];
  const control: TrainControl = {};
  const run = train(
    {
      type: 'train',
      runDir: join(folder, 'run'),
      pixelsFile,
      config,
      engine,
      threads: 0,
      mode: 'graph',
      checkpointIntervalSeconds: 3600,
      ...(checkpointDir === undefined ? {} : { checkpointDir }),
    },
    control,
    (message) => {
      messages.push(message);
      if (message.type === 'health' && message.condition === until) control.stop = 'stop';
      onMessage?.(message);
    },
  );
  const failure = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  const health = messages.filter((message) => message.type === 'health');
  const ticks = messages.flatMap((message) => (message.type === 'tick' ? [message.tick] : []));
  return { messages, failure, health, ticks, named: new Set(health.map(({ condition }) => condition)) };
}

const checkpointAt = (nimg: number) => join(folder, 'run/checkpoints', String(nimg).padStart(11, '0'));

describe.each(engines)('on %s', (engine) => {
  it('leaves a healthy training alone', async () => {
    const { named, ticks, failure } = await trainOn(pictures, { engine, config: small({ maxKimg: 8 }) });
    expect(failure).toBeUndefined();
    expect([...named]).toEqual([]);
    // It has learnt to draw them, and all was measured.
    expect(ticks.at(-1)?.diversity).toBeGreaterThan(0.8);
    expect(ticks.at(-1)).toMatchObject({ nearness: expect.any(Number), overfitting: expect.any(Number) });
  });

  it('names absurd learning rates, goes back three times to what was saved, and stops', async () => {
    await trainOn(pictures, { engine, config: small({ maxKimg: 0.48 }) });
    const saved = loadCheckpoint(checkpointAt(480));
    const afterGoingBack: ReturnType<typeof loadCheckpoint>[] = [];
    const { health, messages, failure } = await trainOn(pictures, {
      engine,
      config: small({
        generatorLearningRate: 1,
        discriminatorLearningRate: 1,
        coachActs: true,
        maxKimg: 16,
      }),
      checkpointDir: checkpointAt(480),
      onMessage: ({ type }) => {
        // What the engine holds right after going back is saved at once.
        if (type === 'checkpoint') afterGoingBack.push(loadCheckpoint(checkpointAt(480)));
      },
    });
    expect(messages.filter(({ type }) => type === 'rewound')).toEqual(
      Array(3).fill({ type: 'rewound', nimg: 480 }),
    );
    expect(afterGoingBack).toHaveLength(3);
    for (const [i, { training, generator, state }] of afterGoingBack.entries()) {
      expect(training).toEqual(saved.training);
      expect(generator).toEqual(saved.generator);
      expect(state.control).toEqual({
        ...saved.state.control,
        gammaScale: 2 ** (i + 1),
        generatorRateScale: 2 ** -(i + 1),
        discriminatorRateScale: 2 ** -(i + 1),
        rollBacks: i + 1,
      });
    }
    expect(health.map(({ condition }) => condition)).toEqual(Array(4).fill('divergence'));
    expect(health.map(({ action }) => action?.includes('Went back') ?? false)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(failure).toMatchObject({ code: 'TRAINING_DIVERGED' });
  });

  it('names numbers that overflow, and stops when going back does not help', async () => {
    const { health, messages, failure } = await trainOn(pictures, {
      engine,
      config: small({ r1Gamma: 1e38, coachActs: true, maxKimg: 16 }),
    });
    expect(health.map(({ condition }) => condition)).toEqual(Array(4).fill('overflow'));
    expect(messages.filter(({ type }) => type === 'rewound')).toHaveLength(3);
    expect(failure).toMatchObject({ code: 'TRAINING_DIVERGED' });
  });

  it('names a weight that is lost while the losses look well, and never saves it', async () => {
    await trainOn(pictures, { engine, config: small({ maxKimg: 0.48 }) });
    // The averaged generator: no loss ever sees it.
    const damaged = loadCheckpoint(checkpointAt(480));
    damaged.generator.get('dense1.bias')?.values.set([Number.NaN], 3);
    saveCheckpoint(join(folder, 'run/checkpoints'), damaged);
    const { named, messages, failure } = await trainOn(pictures, {
      engine,
      config: small({ maxKimg: 0.8 }),
      checkpointDir: checkpointAt(480),
    });
    expect(messages.flatMap((m) => (m.type === 'steps' ? m.rows : []))).toHaveLength(20);
    expect([...named]).toEqual(['overflow']);
    expect(messages.filter(({ type }) => type === 'checkpoint')).toEqual([]);
    expect(failure).toMatchObject({ code: 'TRAINING_DIVERGED' });
  });
});

it('leaves convolutional networks with everything switched on alone', async () => {
  const { named, ticks, failure } = await trainOn(
    { ...pictures, paint: disc },
    {
      config: {
        ...planned('draft-32'),
        generatorWidths: [24, 16, 8],
        discriminatorWidths: [8, 16, 24],
        latentSize: 16,
        augmentTarget: 0.5,
        emaHalfLifeKimg: 0.5,
        maxKimg: 12,
      },
    },
  );
  expect(failure).toBeUndefined();
  expect([...named]).toEqual([]);
  expect(ticks.at(-1)?.diversity).toBeGreaterThan(0.5);
});

it('names pictures that are all the same, and pictures that are few', async () => {
  const config = small({ maxKimg: 0.1 });
  const constant = await trainOn({ count: 600, heldOut: 0, paint: () => () => 77 }, { config });
  expect([...constant.named]).toEqual(['weak-data']);
  expect(constant.health[0].sentence).toContain('look the same');
  const few = await trainOn({ ...pictures, count: 60, heldOut: 8 }, { config });
  expect(few.health[0].sentence).toContain('only 52 pictures');
});

it('names a discriminator that knows its pictures by heart, and augments more', async () => {
  const { health } = await trainOn(
    { ...pictures, count: 48, heldOut: 16 },
    {
      config: small({ r1Gamma: 0, coachActs: true, augmentations: ['translation'], maxKimg: 16 }),
      until: 'overfit',
    },
  );
  const overfit = health.find(({ condition }) => condition === 'overfit');
  expect(overfit?.action).toContain('chance of 0.10');
});

it('names faces that become alike', async () => {
  // The textbook's way to a collapse: no penalty, momentum, and a generator that is quicker than its judge.
  const { named } = await trainOn(
    { ...pictures, paint: disc },
    {
      config: small({
        r1Gamma: 0,
        adamBeta1: 0.9,
        generatorLearningRate: 5e-3,
        discriminatorLearningRate: 5e-4,
        maxKimg: 10,
      }),
      until: 'collapse',
    },
  );
  expect(named.has('collapse')).toBe(true);
});

it('names a generator that learns nothing, and helps', async () => {
  const { health } = await trainOn(pictures, {
    config: small({
      r1Gamma: 0,
      generatorLearningRate: 1e-9,
      discriminatorLearningRate: 5e-3,
      coachActs: true,
      maxKimg: 5,
    }),
    until: 'starved',
  });
  const starved = health.find(({ condition }) => condition === 'starved');
  expect(starved?.action).toContain('Halved');
});

it('names a training that no longer moves', async () => {
  const { named } = await trainOn(pictures, {
    config: small({ generatorLearningRate: 1e-9, discriminatorLearningRate: 1e-9, maxKimg: 6 }),
  });
  expect([...named]).toEqual(['plateau']);
});

it('names copies of the pictures', async () => {
  // Four pictures are soon all that the generator draws.
  const { health } = await trainOn(
    { ...pictures, count: 20, heldOut: 16 },
    { config: small({ r1Gamma: 0.1, maxKimg: 12 }), until: 'memorisation' },
  );
  const copies = health.find(({ condition }) => condition === 'memorisation');
  expect(copies?.sentence).toMatch(/are \d\d % as far/);
});
