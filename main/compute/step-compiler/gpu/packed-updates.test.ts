import { afterAll, describe, expect, it } from 'vitest';
import { GpuExecutor } from '../../../gpu/executor.ts';
import type { GpuProgram } from '../../../gpu/gpu-program.ts';
import type { OpenedCard } from '../../../gpu/open-card.ts';
import { runPackedUpdate, sumOfSquares } from '../../engines/packed-operations.ts';
import { type Tensor, tf, type Variable } from '../../engines/tf.ts';
import { everyDevice } from '../../testing/every-device.ts';
import { gpuHere } from '../../testing/gpu-here.ts';
import { UnrecordableStepError } from '../attributes.ts';
import { recordProgram } from './record-program.ts';
import type { DeviceLimits } from './recording-device.ts';

/** Sizes that lie side by side with gaps, and one that is longer than a workgroup sums up. */
const sizes = [3, 64, 5000, 3];
const names = sizes.map((_, i) => `w${i}`);
const valuesOf = (seed: number, size: number) =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(seed + i));

type Updating = (weights: Variable[], x: Record<string, Tensor>) => Tensor;

/** A program over variables of these sizes, with inputs of the same sizes. */
function programOf(run: Updating, limits: DeviceLimits): Promise<GpuProgram> {
  return recordProgram({ ...everyDevice, limits }, () => {
    const weights = sizes.map((size) => tf.tidy(() => tf.variable(tf.zeros([size]))));
    const inputs = Object.fromEntries(sizes.map((size, i) => [`x${i}`, tf.zeros([size])]));
    return {
      state: new Map(weights.map((weight, i) => [names[i], weight])),
      functions: { step: { inputs, run: (given) => run(weights, given) } },
      dispose: () => tf.dispose([...weights, ...Object.values(inputs)]),
    };
  });
}

/** Adds to all variables what `gradientsOf` says. */
const adding =
  (gradientsOf: (x: Record<string, Tensor>) => Tensor[]): Updating =>
  (weights, x) => {
    const [updated] = runPackedUpdate({
      rule: 'add',
      updates: [weights],
      reads: [gradientsOf(x)],
      numbers: [2],
    });
    for (const [i, weight] of weights.entries()) weight.assign(updated[i]);
    return sumOfSquares(updated);
  };

describe('an update of many tensors', () => {
  it('is one dispatch, in place, with no copies', async () => {
    const { functions, kept, state } = await programOf(
      adding((x) => sizes.map((_, i) => tf.sin(x[`x${i}`]))),
      everyDevice.limits,
    );
    // Four sines, the update, and the sum of squares in two.
    expect(functions['step'].dispatches).toHaveLength(4 + 1 + 2);
    expect(functions['step'].copies).toEqual([]);
    expect(kept).toHaveLength(2);
    expect(state.every(({ index, offset }) => index === 0 && offset % 256 === 0)).toBe(true);
  });

  it('is split where a shader cannot bind all', async () => {
    const { functions, kept } = await programOf(
      adding((x) => sizes.map((_, i) => tf.sin(x[`x${i}`]))),
      { ...everyDevice.limits, maxStorageBufferBindingSize: 20_224 },
    );
    for (const bytes of kept) expect(bytes).toBeLessThanOrEqual(20_224);
    expect(functions['step'].dispatches.length).toBeGreaterThan(4 + 1 + 2);
  });

  it('refuses a function that uses a weight as it was before', async () => {
    const run: Updating = (weights, x) => {
      const before = tf.clone(weights[1]);
      adding(() => sizes.map((_, i) => x[`x${i}`]))(weights, x);
      return tf.sin(before);
    };
    await expect(programOf(run, everyDevice.limits)).rejects.toThrow(UnrecordableStepError);
    await expect(programOf(run, everyDevice.limits)).rejects.toThrow(/before its update/);
  });
});

const gpu = await gpuHere();

if ('missing' in gpu) describe.skip(`updates on a graphics card: ${gpu.missing}`, () => undefined);
else runTests(gpu);

function runTests({ device }: OpenedCard): void {
  afterAll(() => device.destroy());
  const start = new Map(names.map((name, i) => [name, valuesOf(i, sizes[i])]));
  const inputs = Object.fromEntries(sizes.map((size, i) => [`x${i}`, valuesOf(10 + i, size)]));
  const limits = [everyDevice.limits, { ...everyDevice.limits, maxStorageBufferBindingSize: 20_224 }];

  describe('updates on a graphics card', () => {
    it.each<[string, (x: Record<string, Tensor>) => Tensor[], (x: number) => number]>([
      ['computed', (x) => sizes.map((_, i) => tf.mul(x[`x${i}`], 3)), (x) => Math.fround(3 * x)],
      ['given', (x) => sizes.map((_, i) => x[`x${i}`]), (x) => x],
      ['the same for two', (x) => sizes.map((_, i) => tf.abs(x[`x${i % 3}`])), Math.abs],
      ['constant', () => sizes.map((size) => tf.fill([size], 0.5)), () => 0.5],
    ])('add what is %s, twice', async (how, gradientsOf, gradient) => {
      for (const limit of limits) {
        const executor = await GpuExecutor.create(device, await programOf(adding(gradientsOf), limit));
        executor.writeState(start);
        await executor.run('step', inputs);
        const [squares] = await executor.run('step', inputs);
        const state = await executor.readState();
        let sum = 0;
        for (const [i, name] of names.entries()) {
          const source = how === 'the same for two' ? i % 3 : i;
          const added = inputs[`x${source}`].map((x) => Math.fround(gradient(x) / 2));
          const right = (start.get(name) ?? added).map((w, j) =>
            Math.fround(Math.fround(w + added[j]) + added[j]),
          );
          expect(state.get(name), name).toEqual(right);
          sum += right.reduce((total, w) => total + w ** 2, 0);
        }
        // n additions of terms of one sign.
        expect(Math.abs(squares - sum)).toBeLessThan(sum * 5070 * 2 ** -24);
        executor.dispose();
      }
    });
  });
}
