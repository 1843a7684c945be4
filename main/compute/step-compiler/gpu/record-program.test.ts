import { afterEach, describe, expect, it } from 'vitest';
import { type Tensor, tf, type Variable } from '../../engines/tf.ts';
import { everyDevice } from '../../testing/every-device.ts';
import { UnrecordableStepError } from '../attributes.ts';
import type { RecordedFunction } from '../functions.ts';
import { recordProgram } from './record-program.ts';

/** A program of one function over a variable "w" [4] and inputs "x" [4] and "y" [4]. */
function recordOne(run: (w: Variable, inputs: Readonly<Record<string, Tensor>>) => Tensor) {
  return recordProgram(everyDevice, () => {
    const w = tf.tidy(() => tf.variable(tf.ones([4])));
    const inputs = { x: tf.ones([4]), y: tf.ones([4]) };
    const step: RecordedFunction = { inputs, run: (given) => run(w, given) };
    return {
      state: new Map([['w', w]]),
      functions: { step },
      dispose: () => tf.dispose([w, ...Object.values(inputs)]),
    };
  });
}

afterEach(() => expect(Object.keys(globalThis)).not.toContain('GPUBuffer'));

describe('recordProgram', () => {
  it('makes plain data', async () => {
    const program = await recordOne((w, { x }) => tf.add(w, tf.mul(x, 2)));
    expect(structuredClone(program)).toEqual(program);
    expect(program.functions['step'].dispatches).toHaveLength(1);
    expect(program.state).toEqual([{ name: 'w', bytes: 16, index: 0, offset: 0 }]);
    expect(program.inputs.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(program.functions['step'].copies).toEqual([]);
  });

  it('copies what was assigned, and puts it back for the next function', async () => {
    const program = await recordProgram(everyDevice, () => {
      const w = tf.tidy(() => tf.variable(tf.ones([2])));
      const x = tf.ones([2]);
      const change: RecordedFunction = {
        inputs: { x },
        run: (inputs) => {
          w.assign(tf.add(w, inputs['x']));
          return tf.clone(w);
        },
      };
      return {
        state: new Map([['w', w]]),
        functions: { change, look: { inputs: {}, run: () => tf.neg(w) } },
        dispose: () => tf.dispose([w, x]),
      };
    });
    const { change, look } = program.functions;
    expect(change.copies).toEqual([{ from: change.result, to: 0 }]);
    expect(look.dispatches[0].buffers[0]).toEqual({ kind: 'kept', index: 0, offset: 0, bytes: 8 });
  });

  it('computes once what is asked for twice, and nothing that nobody needs', async () => {
    const program = await recordOne((_, { x }) => {
      tf.exp(x);
      return tf.add(tf.atan(tf.sin(x)), tf.acos(tf.sin(x)));
    });
    expect(program.functions['step'].dispatches).toHaveLength(4);
  });

  it('does in one pass what follows on the same elements', async () => {
    const program = await recordOne((w, { x, y }) => {
      const biased = tf.add(tf.sin(x), w);
      const made = tf.mul(tf.leakyRelu(biased, 0.2), y);
      // Needs the value in the middle as well, and comes after another operation.
      return tf.add(tf.sin(made), biased);
    });
    const [, pass, , last] = program.functions['step'].dispatches;
    expect(program.functions['step'].dispatches).toHaveLength(4);
    const written = ({ shader }: typeof pass) => program.shaders[shader].code.match(/read_write/g)?.length;
    expect([written(pass), written(last)]).toEqual([2, 1]);
  });

  it('keeps apart what another operation comes between', async () => {
    const program = await recordOne((w, { x }) => {
      const first = tf.mul(x, w);
      return tf.sub(first, tf.sin(first));
    });
    expect(program.functions['step'].dispatches).toHaveLength(3);
  });

  it('binds no more in one pass than a shader can', async () => {
    const program = await recordOne((w, { x, y }) => {
      const terms = Array.from({ length: 12 }, (_, i) => tf.sin(tf.mul(i % 2 ? x : y, i + 2)));
      return terms.reduce((sum, term) => tf.add(sum, term), w as Tensor);
    });
    for (const { buffers } of program.functions['step'].dispatches)
      expect(buffers.length).toBeLessThanOrEqual(everyDevice.limits.maxStorageBuffersPerShaderStage);
  });

  it('tells apart what only looks the same', async () => {
    const program = await recordOne((w, { x, y }) => tf.addN([tf.mul(w, x), tf.mul(w, y), tf.mul(y, w)]));
    expect(program.functions['step'].dispatches).toHaveLength(4);
  });

  it('adds more terms than a shader can bind', async () => {
    const program = await recordOne((w, { x }) =>
      tf.addN(Array.from({ length: 20 }, (_, i) => (i % 2 ? w : x))),
    );
    for (const { buffers } of program.functions['step'].dispatches)
      expect(buffers.length).toBeLessThanOrEqual(everyDevice.limits.maxStorageBuffersPerShaderStage);
  });

  it.each<[string, RegExp, Parameters<typeof recordOne>[0]]>([
    ['reads a value back', /reads a value back/, (w) => tf.scalar(tf.sum(w).dataSync()[0])],
    ['gives whole numbers', /of the type int32/, (w) => tf.cast(w, 'int32')],
    ['only calls them others', /of the type int32/, (w) => tf.cast(tf.cast(w, 'int32'), 'float32')],
  ])('refuses a function that %s', async (_, reason, run) => {
    const before = tf.memory().numTensors;
    await expect(recordOne(run)).rejects.toThrow(reason);
    await expect(recordOne(run)).rejects.toThrow(UnrecordableStepError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a tensor of another function', async () => {
    let kept: Tensor | undefined;
    const functions = {
      first: {
        inputs: {},
        run: () => {
          kept = tf.keep(tf.sin(tf.exp(w())));
          return tf.clone(kept);
        },
      },
      second: { inputs: {}, run: () => tf.neg(kept ?? w()) },
    };
    const variable: { w?: Variable } = {};
    const w = () => variable.w ?? tf.scalar(0);
    const recorded = recordProgram(everyDevice, () => {
      variable.w = tf.tidy(() => tf.variable(tf.ones([2])));
      return {
        state: new Map([['w', variable.w]]),
        functions,
        dispose: () => tf.dispose([w(), ...(kept === undefined ? [] : [kept])]),
      };
    });
    await expect(recorded).rejects.toThrow(/made before it/);
  });

  it('leaves no tensor behind, and the engine that was active', async () => {
    await tf.setBackend('cpu');
    const before = tf.memory().numTensors;
    await recordOne((w, { x }) => tf.add(w, x));
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.memory().numTensors).toBe(before);
  });
});
