import { afterAll, describe, expect, it, vi } from 'vitest';
import { type Tensor, tf, type Variable } from '../compute/engines/tf.ts';
import { recordProgram } from '../compute/step-compiler/gpu/record-program.ts';
import { gpuHere } from '../compute/testing/gpu-here.ts';
import { GpuExecutor } from './executor.ts';
import { GpuFailure } from './gpu-failure.ts';
import type { Dispatch, GpuProgram } from './gpu-program.ts';
import type { OpenedCard } from './open-card.ts';

const empty: GpuProgram = {
  shaders: [],
  uniforms: new Uint8Array(256),
  constants: [],
  kept: [],
  state: [],
  inputs: [],
  scratch: [],
  functions: {},
};

/** The functions of a program with other dispatches. */
const withDispatches = (
  functions: GpuProgram['functions'],
  change: (dispatches: readonly Dispatch[]) => Dispatch[],
): GpuProgram['functions'] =>
  Object.fromEntries(
    Object.entries(functions).map(([name, each]) => [name, { ...each, dispatches: change(each.dispatches) }]),
  );

const gpu = await gpuHere();

if ('missing' in gpu) describe.skip(`a GPU program: ${gpu.missing}`, () => undefined);
else runTests(gpu);

function runTests({ device, adapter }: OpenedCard): void {
  afterAll(() => device.destroy());

  const record = (run: (w: Variable, x: Tensor) => Tensor, shape = [4]): Promise<GpuProgram> =>
    recordProgram({ limits: device.limits, ...adapter }, () => {
      const w = tf.tidy(() => tf.variable(tf.zeros(shape)));
      const x = tf.zeros(shape);
      return {
        state: new Map([['w', w]]),
        functions: {
          step: { inputs: { x }, run: (inputs) => run(w, inputs['x']) },
          add: {
            inputs: { x },
            run: (inputs) => {
              w.assign(tf.add(w, inputs['x']));
              return tf.sum(w);
            },
          },
        },
        dispose: () => tf.dispose([w, x]),
      };
    });
  const compile = async (run: (w: Variable, x: Tensor) => Tensor, on = device): Promise<GpuExecutor> =>
    GpuExecutor.create(on, await record(run));
  const x = Float32Array.of(1, 2, 3, 4);

  /** The buffers that are made and destroyed until `restore` is called. */
  const watchBuffers = () => {
    const taken: GPUBuffer[] = [];
    const destroyed = new Set<GPUBuffer>();
    const { createBuffer } = device;
    device.createBuffer = (descriptor) => {
      const buffer = createBuffer.call(device, descriptor);
      const { destroy } = buffer;
      buffer.destroy = () => {
        destroyed.add(buffer);
        return destroy.call(buffer);
      };
      taken.push(buffer);
      return buffer;
    };
    const restore = () => {
      device.createBuffer = createBuffer;
    };
    return { taken, destroyed, restore };
  };

  describe('a GPU program', () => {
    it('computes what was recorded', async () => {
      const executor = await compile((w, given) => tf.sub(tf.square(given), w));
      executor.writeState(new Map([['w', Float32Array.of(1, 1, 2, 2)]]));
      expect([...(await executor.run('step', { x }))]).toEqual([0, 3, 7, 14]);
      executor.dispose();
    });

    it('keeps its state between calls, which may all be under way at once', async () => {
      const executor = await compile((w) => tf.clone(w));
      const calls = Array.from({ length: 5 }, () => executor.run('add', { x }));
      expect((await Promise.all(calls)).map(([sum]) => sum)).toEqual([10, 20, 30, 40, 50]);
      expect([...((await executor.readState()).get('w') ?? [])]).toEqual([5, 10, 15, 20]);
      // The result is the state itself.
      expect([...(await executor.run('step', { x }))]).toEqual([5, 10, 15, 20]);
      executor.dispose();
    });

    it('computes the same in a submit for each dispatch, its state as well', async () => {
      const program = await record((w, given) => tf.sub(tf.square(tf.tanh(given)), tf.sum(w)));
      const inMany = (dispatches: readonly Dispatch[]) =>
        dispatches.map((dispatch) => ({ ...dispatch, operations: 2 ** 40 }));
      const numbers: Float32Array[] = [];
      for (const each of [program, { ...program, functions: withDispatches(program.functions, inMany) }]) {
        const submitting = vi.spyOn(device.queue, 'submit');
        const executor = await GpuExecutor.create(device, each);
        for (const name of ['add', 'step', 'add', 'step']) numbers.push(await executor.run(name, { x }));
        numbers.push((await executor.readState()).get('w') ?? new Float32Array());
        const { step, add } = each.functions;
        const expected = each === program ? 4 : 2 * (step.dispatches.length + add.dispatches.length);
        expect(submitting).toHaveBeenCalledTimes(expected + 1);
        submitting.mockRestore();
        executor.dispose();
      }
      expect(program.functions['step'].dispatches.length).toBeGreaterThan(1);
      expect(numbers.slice(5)).toEqual(numbers.slice(0, 5));
      expect(new Set(numbers.slice(0, 4).map(([first]) => first)).size).toBe(4);
    });

    it('adds many terms in the order in which they are given', async () => {
      const terms = Array.from({ length: 40 }, (_, i) => 10 ** ((i % 7) - 3));
      const executor = await compile((_, given) => tf.addN(terms.map((term) => tf.mul(given, term))));
      const expected = terms.reduce((sum, term) => Math.fround(sum + Math.fround(term)), 0);
      const [first] = await executor.run('step', { x });
      expect(Math.abs(first - expected)).toBeLessThan(expected * 40 * 2 ** -24);
      executor.dispose();
    });

    it('refuses what does not fit its inputs', async () => {
      const executor = await compile((w) => tf.clone(w));
      await expect(executor.run('step', {})).rejects.toThrow('"x" takes 16 bytes and gets none');
      await expect(executor.run('step', { x: x.subarray(1) })).rejects.toThrow('gets 12');
      await expect(executor.run('other', { x })).rejects.toThrow('no function "other"');
      expect(() => executor.writeState(new Map())).toThrow('"w" takes 16 bytes');
      executor.dispose();
    });

    it('says that a device cannot run it', async () => {
      const program = { ...empty, shaders: [{ code: 'this is not WGSL', entryPoint: '_start' }] };
      const compiling = vi.spyOn(device, 'createComputePipelineAsync');
      await expect(GpuExecutor.create(device, program)).rejects.toThrow(GpuFailure);
      await expect(GpuExecutor.create(device, program)).rejects.toMatchObject({ trouble: 'refused' });
      // What was refused is tried again.
      expect(compiling).toHaveBeenCalledTimes(2);
      compiling.mockRestore();
    });

    it('gives back what it took where it cannot have all', async () => {
      const { taken, destroyed, restore } = watchBuffers();
      const program = { ...empty, kept: [256, device.limits.maxBufferSize + 256] };
      await expect(GpuExecutor.create(device, program)).rejects.toThrow(GpuFailure);
      restore();
      expect(taken.length).toBeGreaterThan(0);
      expect(destroyed).toEqual(new Set(taken));
    });

    it('gives back what calls read with, also those under way while it is disposed', async () => {
      const { taken, destroyed, restore } = watchBuffers();
      const executor = await compile((w) => tf.clone(w));
      await executor.run('add', { x });
      const underWay = [executor.run('add', { x }), executor.run('add', { x })];
      executor.dispose();
      await Promise.allSettled(underWay);
      restore();
      expect(destroyed).toEqual(new Set(taken));
    });

    it('reads its state in pieces, as it was before later calls, and keeps no memory for it', async () => {
      const value = { bytes: 8, offset: 256 };
      const program = {
        ...empty,
        kept: [256, 512, 768],
        state: [
          { name: 'a', bytes: 8, index: 0, offset: 0 },
          { ...value, name: 'b', index: 2 },
          { ...value, name: 'c', index: 1 },
          { ...value, name: 'd', index: 2, offset: 512 },
        ],
      };
      const stateOf = (first: number) =>
        new Map(['a', 'b', 'c', 'd'].map((name, i) => [name, Float32Array.of(first + i, -i)]));
      const executor = await GpuExecutor.create(device, program);
      executor.writeState(stateOf(1));
      const { taken, destroyed, restore } = watchBuffers();
      const reading = executor.readState();
      executor.writeState(stateOf(10));
      expect(await reading).toEqual(stateOf(1));
      expect(await executor.readState()).toEqual(stateOf(10));
      restore();
      expect(taken.map(({ size }) => size)).toEqual([256, 768, 512, 256, 768, 512]);
      expect(destroyed).toEqual(new Set(taken));
      executor.dispose();
    });

    it('hears of the trouble of its device until it is disposed, whatever other programs there are', async () => {
      const other = await GpuExecutor.create(device, empty);
      const executor = await GpuExecutor.create(device, empty);
      executor.dispose();
      device.createBuffer({ size: 4, usage: 0 });
      await vi.waitFor(() => expect(() => other.writeState(new Map())).toThrow(/refused a step/));
      expect(() => executor.writeState(new Map())).not.toThrow();
      other.dispose();
    });

    it('fails with the reason when the card is lost', async () => {
      const second = await gpuHere();
      if ('missing' in second) throw new Error(second.missing);
      const executor = await compile((w) => tf.clone(w), second.device);
      const underWay = executor.run('add', { x });
      second.device.destroy();
      await underWay.catch((error) => expect(error).toBeInstanceOf(GpuFailure));
      await expect(executor.run('add', { x })).rejects.toThrow(/lost/);
      expect(() => executor.writeState(new Map())).toThrow(GpuFailure);
    });
  });
}
