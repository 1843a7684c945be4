import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RunConfig } from '../../contract/run-config.ts';
import { loadEngine } from '../engines/index.ts';
import { planConfig, presets } from '../presets/index.ts';
import type { FromCompute } from '../protocol.ts';
import { randomStream } from '../random.ts';
import { train } from '../trainer.ts';

/** Each condition is provoked by a real training and has to be named; a healthy one has to be left alone. */

beforeAll(async () => {
  await loadEngine('wasm', 0);
});
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const side = 32;
type Paint = (x: number, y: number) => number;

/** A bright disc of random place, size and brightness on grey: as varied as faces, and as easy to tell apart. */
function disc(i: number): Paint {
  const random = randomStream(3, 'disc', i);
  const [cx, cy, radius, level] = [
    8 + 16 * random.uniform(),
    8 + 16 * random.uniform(),
    4 + 6 * random.uniform(),
    130 + 125 * random.uniform(),
  ];
  return (x, y) => (Math.hypot(x - cx, y - cy) < radius ? level : 60);
}

async function trainOn(
  { count, heldOut = 8, paint }: { count: number; heldOut?: number; paint: (i: number) => Paint },
  change: Partial<RunConfig>,
  checkpointDir?: string,
) {
  const data = new Uint8Array(count * side * side);
  for (let i = 0; i < count; i++) {
    const at = paint(i);
    for (let pixel = 0; pixel < side * side; pixel++)
      data[i * side * side + pixel] = at(pixel % side, Math.floor(pixel / side));
  }
  writeFileSync(join(folder, 'p.u8'), data);
  writeFileSync(
    join(folder, 'p.json'),
    JSON.stringify({ schemaVersion: 2, count, heldOut, size: side, channels: 1, version: 'test' }),
  );
  const config: RunConfig = {
    ...planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1, imageCount: count, batchSize: 8 }),
    generatorWidths: [16, 12, 8],
    discriminatorWidths: [8, 12, 16],
    latentSize: 8,
    augmentations: [],
    leCamWeight: 0,
    reconstructionWeight: 0,
    emaHalfLifeKimg: 0.5,
    tickKimg: 0.4,
    gridRows: 4,
    gridColumns: 4,
    coachActs: false,
    ...change,
  };
  const messages: FromCompute[] = [];
  const run = train(
    {
      type: 'train',
      runDir: join(folder, 'run'),
      pixelsFile: join(folder, 'p.u8'),
      config,
      engine: 'wasm',
      threads: 0,
      mode: 'eager',
      checkpointIntervalSeconds: 3600,
      ...(checkpointDir === undefined ? {} : { checkpointDir }),
    },
    {},
    (message) => messages.push(message),
  );
  const failure = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  const health = messages.filter((message) => message.type === 'health');
  return { messages, failure, health, named: new Set(health.map(({ condition }) => condition)) };
}

it('leaves a healthy training alone', async () => {
  const { named, messages, failure } = await trainOn(
    { count: 640, heldOut: 40, paint: disc },
    { maxKimg: 12 },
  );
  expect(failure).toBeUndefined();
  expect([...named]).toEqual([]);
  const ticks = messages.flatMap((message) => (message.type === 'tick' ? [message.tick] : []));
  expect(ticks.length).toBeGreaterThan(20);
  expect(ticks.at(-1)?.diversity).toBeGreaterThan(0.3);
});

it('names absurd learning rates, goes back three times, and stops', async () => {
  const { named, health, messages, failure } = await trainOn(
    { count: 640, paint: disc },
    { generatorLearningRate: 1, discriminatorLearningRate: 1, coachActs: true, maxKimg: 20 },
  );
  expect(named.has('divergence') || named.has('overflow')).toBe(true);
  expect(messages.filter(({ type }) => type === 'rewound')).toHaveLength(3);
  expect(health.filter(({ action }) => action?.includes('Went back'))).toHaveLength(3);
  if (failure !== undefined) expect(failure).toMatchObject({ code: 'TRAINING_DIVERGED' });
});

it('names pictures that are all the same, and pictures that are few', async () => {
  const constant = await trainOn({ count: 600, paint: () => () => 77 }, { maxKimg: 0.1 });
  expect([...constant.named]).toEqual(['weak-data']);
  expect(constant.health[0].sentence).toContain('look the same');
  const few = await trainOn({ count: 60, paint: disc }, { maxKimg: 0.1 });
  expect(few.health[0].sentence).toContain('only 52 pictures');
});

it('names faces that become alike', async () => {
  const pictures = { count: 640, paint: disc };
  const { messages } = await trainOn(pictures, { maxKimg: 12 });
  const saved = messages.findLast(({ type }) => type === 'checkpoint');
  const dir = join(folder, 'run/checkpoints', saved?.type === 'checkpoint' ? saved.name : '');
  // A discriminator that no longer learns is pleased by one picture again and again.
  const { named } = await trainOn(
    pictures,
    { discriminatorLearningRate: 1e-9, generatorLearningRate: 1e-2, maxKimg: 24 },
    dir,
  );
  expect(named.has('collapse')).toBe(true);
});

it('names a generator that learns nothing, and helps', async () => {
  const { health } = await trainOn(
    { count: 640, paint: disc },
    {
      r1Gamma: 0,
      generatorLearningRate: 1e-9,
      discriminatorLearningRate: 5e-3,
      coachActs: true,
      maxKimg: 12,
    },
  );
  const starved = health.find(({ condition }) => condition === 'starved');
  expect(starved?.action).toContain('Halved');
});

it('names a training that no longer moves', async () => {
  const { named } = await trainOn(
    { count: 640, paint: disc },
    { generatorLearningRate: 1e-9, discriminatorLearningRate: 1e-9, maxKimg: 6 },
  );
  expect([...named]).toEqual(['plateau']);
});

it('names copies of the pictures', async () => {
  // Two greys to learn, and others held out: what is drawn well can only be a copy.
  const { named } = await trainOn(
    { count: 616, heldOut: 16, paint: (i) => () => (i >= 600 ? 128 : i % 2 === 0 ? 20 : 235) },
    { maxKimg: 16 },
  );
  expect(named.has('memorisation')).toBe(true);
});
