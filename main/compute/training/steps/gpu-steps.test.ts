import { afterAll, describe, expect, it } from 'vitest';
import { PresetId } from '../../../contract/presets.ts';
import type { RunConfig } from '../../../contract/runs/run-config.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import type { OpenedCard } from '../../../gpu/open-card.ts';
import { seededLatents } from '../../../protocol/seeded-latents.ts';
import { loadEngine } from '../../engines/index.ts';
import { tf } from '../../engines/tf.ts';
import { compareSteps } from '../../proof/compare-steps.ts';
import { firstSteps, proofConfig } from '../../proof/first-steps.ts';
import { startEagerGpu } from '../../testing/eager-gpu.ts';
import { gpuHere } from '../../testing/gpu-here.ts';
import { fullyRegularised, randomPictures, smallConfig } from '../../testing/small-runs.ts';
import { DataOrder } from '../data/data.ts';
import { createTrainingState, disposeTrainingState, stateVariables } from '../state/training-state.ts';
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
      expectRight(proofConfig(smallConfig(preset, { ...fullyRegularised(preset), batchSize: 2 }))),
    );

    it('is that of WebAssembly in parts, in colour, with both penalties', async () => {
      const change = { microBatches: 2, channels: 3, r1Gamma: 3, r2Gamma: 2, r1IntervalSteps: 2 } as const;
      await expectRight(proofConfig(smallConfig('draft-32', { ...fullyRegularised('draft-32'), ...change })));
    });
  });

  it('repeats eager steps on the same card to the bit', async () => {
    const config = smallConfig('draft-32', { ...fullyRegularised('draft-32'), r1IntervalSteps: 2 });
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
    expect(rows).toEqual(expected);
    for (const [name, variable] of stateVariables(eager)) {
      const values = stateVariables(state).get(name)?.dataSync();
      expect(values, name).toEqual(await variable.data());
    }
    disposeTrainingState(eager);
    stop();
    await tf.setBackend('wasm');
    runner.dispose();
    disposeTrainingState(state);
    source.close();
  });

  it('draws faces, sees lost numbers, and hands the state over to other engines', async () => {
    const config = smallConfig('classic-dcgan', { emaHalfLifeKimg: 1 });
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
}
