import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, assert, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PresetId } from '../../contract/presets.ts';
import type { RunConfig, StartedFrom } from '../../contract/runs/run-config.ts';
import { checkpointName, generatorFile, trainingFile } from '../../protocol/checkpoint-files.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { TrainTask } from '../../protocol/train.ts';
import { loadFaceDrawer } from '../drawing/face-drawer.ts';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import { randomPictures, smallConfig, writeRandomPictures } from '../testing/small-runs.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoints/checkpoint.ts';
import { toCheckpoint } from './checkpoints/training-checkpoint.ts';
import { DataOrder } from './data/data.ts';
import { createTrainingState, disposeTrainingState } from './state/training-state.ts';
import { eagerSteps } from './steps/step-runner.ts';
import { takeOver } from './take-over.ts';
import { train } from './trainer.ts';

const engines = await enginesHere();

const from = (source: RunConfig): StartedFrom => ({
  ...{ kind: 'run', id: 'r', name: 'R', nimg: 8, resolution: source.resolution },
  ...{ hash: '', hasDiscriminator: true },
});
/** Another run that begins with this one's weights. */
const next = (source: RunConfig, change: Partial<RunConfig> = {}): RunConfig => ({
  ...source,
  seed: 77,
  startedFrom: from(source),
  ...change,
});
const grown = (source: RunConfig): RunConfig =>
  next(source, {
    resolution: (source.resolution * 2) as RunConfig['resolution'],
    generatorWidths: [...source.generatorWidths, 2],
    discriminatorWidths: [2, ...source.discriminatorWidths],
  });

describe('taking over weights', () => {
  let folder: string;
  beforeAll(() => useEngine('wasm'));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A checkpoint of a run after a step. */
  async function trained(config: RunConfig): Promise<string> {
    const state = createTrainingState(config);
    const runner = eagerSteps(state);
    const source = randomPictures(config);
    await runner.step(source, new DataOrder(source.trainedCount, config.seed));
    source.close();
    const { name } = saveCheckpoint(join(folder, 'checkpoints'), toCheckpoint(state, 1));
    disposeTrainingState(state);
    return join(folder, 'checkpoints', name);
  }

  it.each(PresetId.options)(
    'begins a run of %s with all of both networks, and with fresh slots',
    async (preset) => {
      const config = smallConfig(preset);
      const dir = await trained(config);
      const state = createTrainingState(next(config));
      const { generator, discriminator } = takeOver(state, dir);
      expect(generator.taken).toBe(generator.layers);
      expect(discriminator?.taken).toBe(discriminator?.layers);
      const [before, now] = [loadCheckpoint(dir), toCheckpoint(state, 0)];
      expect(now.generator).toEqual(before.generator);
      for (const [name, { values }] of now.training) {
        if (/\.[mv]$/.test(name)) expect(values.every((value) => value === 0)).toBe(true);
        else if (name.startsWith('d.')) expect(values, name).toEqual(before.training.get(name)?.values);
        else expect(values, name).toEqual(before.generator.get(name.slice(2))?.values);
      }
      disposeTrainingState(state);
    },
  );

  it.each<[PresetId, string[], string[]]>([
    ['draft-32', ['base', 'up0', 'up1'], ['down2', 'down3', 'judge']],
    [
      'standard-64',
      ['base', 'up0', 'up0-style', 'refine0', 'up1', 'up1-style', 'refine1', 'up2', 'up2-style', 'refine2'],
      ['down2', 'down3', 'down4', 'judge', 'head'],
    ],
    [
      'high-128',
      [
        'base',
        'narrow0',
        'middle0',
        'wide0',
        'middle0-style',
        'narrow3',
        'middle3',
        'wide3',
        'middle3-style',
      ],
      ['narrow1', 'middle1', 'wide1', 'narrow4', 'middle4', 'wide4', 'judge'],
    ],
    ['classic-dcgan', ['dense', 'norm0', 'up0', 'norm3'], ['down2', 'norm2', 'down4', 'dense']],
    ['classic-wgan-gp', ['base', 'first0', 'second0', 'skip0'], ['first1', 'second1', 'skip1', 'judge']],
  ])(
    'at twice the side takes the coarse stages of %s, and leaves the finer ones fresh',
    async (preset, coarse, deep) => {
      const config = smallConfig(preset, {}, 64);
      const dir = await trained(config);
      const config2 = grown(config);
      const [state, fresh] = [createTrainingState(config2), createTrainingState(config2)];
      const { generator, discriminator } = takeOver(state, dir);
      const changed = (network: 'generator' | 'discriminator') =>
        [...state[network]]
          .filter(([name, weight]) => {
            const freshValues = fresh[network].get(name)?.dataSync();
            return weight.dataSync().some((value, i) => value !== freshValues?.[i]);
          })
          .map(([name]) => name.split('.')[0]);
      expect(changed('generator')).toEqual(expect.arrayContaining(coarse));
      expect(changed('discriminator')).toEqual(expect.arrayContaining(deep));
      expect(generator.taken).toBeLessThan(generator.layers);
      expect(discriminator?.taken).toBeLessThan(discriminator?.layers ?? 0);
      const newest = config2.generatorWidths.length;
      expect(changed('generator').some((name) => name.endsWith(String(newest)))).toBe(false);
      expect(changed('discriminator')).not.toContain('down0');
      expect(changed('discriminator')).not.toContain('picture0');
      disposeTrainingState(state);
      disposeTrainingState(fresh);
    },
  );

  it('says so when no layer fits, and when a file is damaged', async () => {
    const dir = await trained(smallConfig('draft-32'));
    const other = createTrainingState(
      next(smallConfig('draft-32'), { latentSize: 9, generatorWidths: [5, 5, 5] }),
    );
    expect(() => takeOver(other, dir)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    writeFileSync(join(dir, trainingFile), 'cut');
    const same = createTrainingState(next(smallConfig('draft-32')));
    expect(() => takeOver(same, dir)).toThrow(
      expect.objectContaining({
        code: 'CHECKPOINT_DAMAGED',
        data: expect.objectContaining({ subject: join(dir, trainingFile) }),
      }),
    );
    disposeTrainingState(other);
    disposeTrainingState(same);
  });

  it.each([
    ...engines.map((engine) => ({ engine, preset: 'draft-32' }) as const),
    { engine: 'wasm', preset: 'standard-64' } as const,
  ])(
    'shows the faces of the model first, keeps its frozen layers and its average ($preset, $engine)',
    async ({ engine, preset }) => {
      await useEngine(engine);
      const config = smallConfig(preset);
      const startDir = join(folder, 'start');
      mkdirSync(startDir);
      const dir = await trained(config);
      for (const file of [generatorFile, trainingFile]) copyFileSync(join(dir, file), join(startDir, file));
      const task: TrainTask = {
        type: 'train',
        runDir: join(folder, 'run'),
        pixelsFile: writeRandomPictures(config),
        config: next(config, {
          freezeLayers: 2,
          maxKimg: 0.004,
          gridRows: 2,
          gridColumns: 3,
          emaHalfLifeKimg: 1,
        }),
        startDir,
        engine,
        threads: 0,
        mode: 'graph',
        checkpointIntervalSeconds: 3600,
      };
      const messages: FromCompute[] = [];
      expect(await train(task, {}, (message) => messages.push(message))).toBe('finished');
      const grid = messages.find((message) => message.type === 'sample' && message.kind === 'fakes');
      const drawer = loadFaceDrawer(config, join(startDir, generatorFile));
      const faces = await drawer.generate({ type: 'generate', requestId: 1, seed: 77, start: 0, count: 6 });
      assert(grid?.type === 'sample');
      expect(grid.nimg).toBe(0);
      const differences = faces.data.map((value, i) => Math.abs(value - grid.pixels.data[i]));
      // A graph may round another way than single operations do: by one of 255 at most.
      expect(Math.max(...differences)).toBeLessThanOrEqual(engine === 'wasm' ? 0 : 1);

      const [before, after] = [0, 4].map((nimg) =>
        loadCheckpoint(join(folder, 'run/checkpoints', checkpointName(nimg))),
      );
      for (const [name, { values }] of after.training) {
        if (!name.startsWith('d.') || !name.endsWith('.kernel')) continue;
        const isFixed = /^d\.([a-z]+[01]|face)\./.test(name);
        const was = before.training.get(name)?.values;
        // A comparison of arrays would write out the difference, of hundreds of thousands of numbers.
        expect(
          values.every((value, i) => value === was?.[i]),
          name,
        ).toBe(isFixed);
      }
      // Half-life 1,000 images, batch 4: the average moves by 0.3 % of the step, not all the way.
      const kept = 0.5 ** (4 / 1000);
      for (const [name, { values }] of after.generator) {
        const [was, is] = [before.generator.get(name)?.values, after.training.get(`g.${name}`)?.values];
        for (const [i, value] of values.entries())
          expect(value).toBeCloseTo(kept * (was?.[i] ?? 0) + (1 - kept) * (is?.[i] ?? 0), 5);
      }
    },
  );
});
