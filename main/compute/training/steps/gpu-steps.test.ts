import { afterAll, describe, expect, it } from 'vitest';
import { PresetId } from '../../../contract/presets.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import type { Card } from '../../../gpu/card.ts';
import { GpuFailure } from '../../../gpu/gpu-failure.ts';
import type { OpenedCard } from '../../../gpu/open-card.ts';
import { seededLatents } from '../../../protocol/seeded-latents.ts';
import { loadEngine } from '../../engines/index.ts';
import { tf } from '../../engines/tf.ts';
import type { Weights } from '../../networks/weights.ts';
import { compareSteps } from '../../proof/compare-steps.ts';
import { firstSteps, proofConfig } from '../../proof/first-steps.ts';
import { startEagerGpu } from '../../testing/eager-gpu.ts';
import { gpuHere } from '../../testing/gpu-here.ts';
import { fullyRegularised, randomPictures, shallowConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import {
  createTrainingState,
  disposeTrainingState,
  stateVariables,
  type TrainingState,
} from '../state/training-state.ts';
import { GpuSteps } from './gpu-steps.ts';
import { recordedCalls } from './recorded-steps.ts';
import type { HeldOutInputs, StepInputs } from './step-inputs.ts';
import { stepKindName, stepKinds } from './step-phases.ts';
import { eagerSteps } from './step-runner.ts';
import { eagerFunctions, takeStep } from './training-step.ts';

await loadEngine('wasm', 1);
const gpu = await gpuHere();

if ('missing' in gpu) describe.skip(`steps on a graphics card: ${gpu.missing}`, () => undefined);
else runTests(gpu);

/**
 * Nearly all of the time here is that of compiling shaders, which are others for other numbers of channels: networks have two of
 * these. Both are whole blocks of four, as all layers of presets have; `convolution-kernels.test.ts` tries other numbers.
 */
function configInBlocks(preset: PresetId, change: Partial<RunConfig> = {}): RunConfig {
  const config = shallowConfig(preset, change);
  const inBlocks = (widths: readonly number[]) => widths.map((width) => (width > 4 ? 8 : 4));
  return {
    ...config,
    generatorWidths: inBlocks(config.generatorWidths),
    discriminatorWidths: inBlocks(config.discriminatorWidths),
  };
}

/** Lengths of gradients are summed up in another order (`square-sum.ts`) than eagerly, and change nothing. */
const lengths = ['dGradient', 'gGradient'] as const;

const withoutLengths = ({ dGradient: _d, gGradient: _g, ...others }: StepRow) => others;

/**
 * A sum of n squares is off by at most n·2⁻²⁴ of itself in whatever order it is taken, as all terms have one sign (Higham 2002,
 * §4.2), and the root by half of that; there are two such sums.
 */
function lengthTolerance({ generator, discriminator }: TrainingState): number {
  const count = (weights: Weights) => [...weights.values()].reduce((sum, { size }) => sum + size, 0);
  return Math.max(count(generator), count(discriminator)) * 2 ** -24;
}

function runTests(opened: OpenedCard): void {
  afterAll(() => opened.device.destroy());

  const recordedKinds = (config: RunConfig) =>
    new Map(stepKinds(config).map((kind) => [stepKindName(kind), kind]));

  const expectRight = async (config: RunConfig) => {
    const expected = await firstSteps(config, async (state) => eagerSteps(state));
    const actual = await firstSteps(config, (state) => GpuSteps.compile(state, opened));
    const { wrong, worstShare } = compareSteps(config, actual, expected);
    expect(wrong).toBeUndefined();
    // Another engine rounds otherwise.
    expect(worstShare).toBeGreaterThan(0);
  };

  describe('a step on a graphics card', () => {
    // Two pictures: the time that a software card takes goes with their number.
    it.each(PresetId.options)('is that of WebAssembly, for every kind of step of %s', (preset) =>
      expectRight(proofConfig(configInBlocks(preset, { ...fullyRegularised(preset), batchSize: 2 }))),
    );

    it('is that of WebAssembly in parts, in colour, with both penalties', async () => {
      const change = { microBatches: 2, channels: 3, r1Gamma: 3, r2Gamma: 2, r1IntervalSteps: 2 } as const;
      await expectRight(
        proofConfig(configInBlocks('draft-32', { ...fullyRegularised('draft-32'), ...change })),
      );
    });
  });

  it('repeats eager steps on the same card to the bit', async () => {
    const config = configInBlocks('draft-32', { ...fullyRegularised('draft-32'), r1IntervalSteps: 2 });
    const source = randomPictures(config);
    const order = new DataOrder(source.trainedCount, config.seed);
    // Each kind of step twice.
    const steps = 2 * config.r1IntervalSteps;
    const state = createTrainingState(config);
    const runner = await GpuSteps.compile(state, opened);
    const rows: StepRow[] = [];
    for (let i = 0; i < steps; i++) rows.push(await runner.step(source, order));
    await runner.sync();

    const stop = await startEagerGpu(opened);
    const eager = createTrainingState(config);
    const functions = eagerFunctions(eager);
    const calls = recordedCalls(async (name, inputs) => {
      const step = recordedKinds(config).get(name);
      const made = tf.tidy(() =>
        step === undefined
          ? functions.heldOut(inputs as unknown as HeldOutInputs)
          : functions.step(step, inputs as unknown as StepInputs),
      );
      const numbers = await made.data<'float32'>();
      made.dispose();
      return numbers;
    });
    const expected: StepRow[] = [];
    for (let i = 0; i < steps; i++) expected.push(await takeStep(eager, source, order, calls));
    for (const [name, variable] of stateVariables(eager)) {
      const values = stateVariables(state).get(name)?.dataSync();
      expect(values, name).toEqual(await variable.data());
    }
    const [numbers, rightNumbers] = [rows, expected].map((all) => all.map(withoutLengths));
    expect(numbers).toEqual(rightNumbers);
    for (const [i, row] of rows.entries())
      for (const length of lengths) {
        const right = expected[i][length] ?? 0;
        expect(Math.abs((row[length] ?? 0) - right)).toBeLessThanOrEqual(right * lengthTolerance(eager));
      }
    disposeTrainingState(eager);
    stop();
    await tf.setBackend('wasm');
    runner.dispose();
    disposeTrainingState(state);
    source.close();
  });

  it('sums up parts of batches like a whole step does on WebAssembly, call after call', async () => {
    const config = configInBlocks('classic-dcgan', { microBatches: 2, emaHalfLifeKimg: 1 });
    const source = randomPictures(config);
    const order = new DataOrder(source.trainedCount, config.seed);
    const [state, expected] = [createTrainingState(config), createTrainingState(config)];
    const [runner, right] = [await GpuSteps.compile(state, opened), eagerSteps(expected)];
    for (let i = 0; i < 3; i++)
      expect((await runner.step(source, order)).dLoss).toBeCloseTo(
        (await right.step(source, order)).dLoss,
        3,
      );
    await runner.sync();
    const sums = [...stateVariables(state)].filter(([name]) => /^[dg]\.sum/.test(name));
    expect(sums.length).toBeGreaterThan(10);
    // Each update begins the next sum.
    for (const [name, sum] of sums)
      expect(
        sum.dataSync().every((value) => value === 0),
        name,
      ).toBe(true);
    runner.dispose();
    for (const each of [state, expected]) disposeTrainingState(each);
    source.close();
  });

  it('draws faces, sees lost numbers, and hands the state over to other engines', async () => {
    const config = configInBlocks('classic-dcgan', { emaHalfLifeKimg: 1 });
    const source = randomPictures(config);
    const order = new DataOrder(source.trainedCount, config.seed);
    const state = createTrainingState(config);
    const before = tf.memory().numTensors;
    const runner = await GpuSteps.compile(state, opened);
    expect(runner.nodeCount).toBeGreaterThan(100);
    for (let i = 0; i < 3; i++) await runner.step(source, order);
    expect(await runner.isFinite()).toBe(true);
    await runner.sync();
    expect(tf.memory().numTensors).toBe(before);
    // At the start of a training all pictures are grey.
    for (const [name, variable] of stateVariables(state))
      if (/^average.*kernel$/.test(name)) tf.tidy(() => variable.assign(tf.mul(variable, 8)));
    runner.load();
    const latents = seededLatents(1, 0, 70, config.latentSize);
    const [drawn, expected] = [await runner.draw(latents), await eagerSteps(state).draw(latents)];
    expect(drawn.data.length).toBe(expected.data.length);
    const apart = drawn.data.filter((byte, i) => Math.abs(byte - expected.data[i]) > 1);
    expect(apart).toHaveLength(0);
    expect(new Set(drawn.data).size).toBeGreaterThan(100);
    const lost = stateVariables(state).get('average.dense.kernel');
    if (lost === undefined) throw new Error('no average');
    lost.assign(tf.fill(lost.shape, Number.NaN));
    runner.load();
    expect(await runner.isFinite()).toBe(false);
    runner.dispose();
    source.close();
    disposeTrainingState(state);
  });

  describe('a card that is lost', () => {
    const config = configInBlocks('classic-mlp');
    const withOwnCard = async (
      use: (
        card: OpenedCard,
        state: TrainingState,
        step: (runner: GpuSteps) => Promise<StepRow>,
      ) => Promise<void>,
    ) => {
      const card = await gpuHere();
      if ('missing' in card) throw new Error(card.missing);
      const source = randomPictures(config);
      const order = new DataOrder(source.trainedCount, config.seed);
      const state = createTrainingState(config);
      const before = tf.memory().numTensors;
      await use(card, state, (runner) => runner.step(source, order));
      expect(tf.memory().numTensors).toBe(before);
      disposeTrainingState(state);
      source.close();
    };
    const isLost = { code: 'CARD_LOST', data: { next: expect.stringContaining('last checkpoint') } };

    it('says so while it compiles', () =>
      withOwnCard(async (card, state) => {
        const { device } = card;
        const { createComputePipelineAsync } = device;
        let compiled = 0;
        device.createComputePipelineAsync = (...given) => {
          compiled += 1;
          if (compiled === 5) device.destroy();
          return createComputePipelineAsync.apply(device, given);
        };
        await expect(GpuSteps.compile(state, card)).rejects.toMatchObject(isLost);
      }));

    it('says so in the middle of a step, and has the state from before it', () =>
      withOwnCard(async (card, state, step) => {
        const runner = await GpuSteps.compile(state, card);
        await step(runner);
        const { step: done, nimg } = state;
        const underWay = step(runner);
        card.device.destroy();
        await expect(underWay).rejects.toMatchObject(isLost);
        expect(state).toMatchObject({ step: done, nimg });
        await expect(step(runner)).rejects.toMatchObject(isLost);
        await expect((async () => runner.load())()).rejects.toMatchObject(isLost);
        runner.dispose();
      }));

    it('says so while a checkpoint is read, and leaves the variables as they were', () =>
      withOwnCard(async (card, state, step) => {
        const runner = await GpuSteps.compile(state, card);
        await step(runner);
        const values = () =>
          [...stateVariables(state).values()].map((variable) => variable.dataSync().slice());
        const before = values();
        const reading = runner.sync();
        card.device.destroy();
        await expect(reading).rejects.toMatchObject(isLost);
        expect(values()).toEqual(before);
        runner.dispose();
      }));
  });

  it('gives the memory back where the card does not take the weights', async () => {
    const state = createTrainingState(configInBlocks('classic-mlp'));
    let disposed = 0;
    const card: Card = {
      ...opened,
      start: async () => ({
        run: () => Promise.reject(new Error('nothing is run')),
        readState: () => Promise.reject(new Error('nothing is read')),
        writeState() {
          throw new GpuFailure('lost', 'The graphics card was lost.');
        },
        dispose() {
          disposed += 1;
        },
      }),
    };
    await expect(GpuSteps.compile(state, card)).rejects.toMatchObject({ code: 'CARD_LOST' });
    expect(disposed).toBe(1);
    disposeTrainingState(state);
  });

  it('refuses steps that the card cannot bind, before it takes memory', async () => {
    const state = createTrainingState(configInBlocks('classic-dcgan'));
    const limits = { ...opened.limits, maxStorageBufferBindingSize: 4096 };
    await expect(GpuSteps.compile(state, { ...opened, limits })).rejects.toMatchObject({
      code: 'MEMORY_SHORT',
      message: expect.stringMatching(
        /needs \d+ MB in one piece on the graphics card, which gives at most 1 MB/,
      ),
    });
    disposeTrainingState(state);
  });
}
