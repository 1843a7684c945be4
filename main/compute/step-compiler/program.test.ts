import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { loadEngine } from '../engines/index.ts';
import {
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
  type Variable,
} from '../engines/tf.ts';
import { UnrecordableStepError } from './attributes.ts';
import { compileProgram, type Program } from './program.ts';
import { recordingNow } from './recording.ts';

const hasTensorFlow = await loadEngine('tensorflow', 0).then(
  () => true,
  () => false,
);

describe.runIf(hasTensorFlow)('a program (needs native TensorFlow)', () => {
  const programs: Program[] = [];
  const compile = async (
    state: ReadonlyMap<string, Variable>,
    inputs: Readonly<Record<string, Tensor>>,
    run: (inputs: Readonly<Record<string, Tensor>>) => Tensor,
  ) => {
    const program = await compileProgram(state, { f: { inputs, run } });
    programs.push(program);
    return program;
  };
  afterEach(() => {
    for (const program of programs.splice(0)) program.dispose();
  });
  afterAll(() => tf.disposeVariables());

  it('computes what was recorded, from other inputs', async () => {
    const run = ({ x, k }: Readonly<Record<string, Tensor>>) =>
      tf.mean(tf.tanh(tf.conv2d(x as Tensor4D, k as Tensor4D, 2, 'same')), [1, 2]);
    const shapes = { x: [2, 8, 8, 3] as const, k: [4, 4, 3, 5] as const };
    const draw = (seed: number) => ({
      x: tf.randomNormal([...shapes.x], 0, 1, 'float32', seed),
      k: tf.randomNormal([...shapes.k], 0, 1, 'float32', seed + 1),
    });
    const program = await compile(new Map(), draw(1), run);
    const inputs = draw(5);
    const [actual, expected] = [program.run('f', inputs).dataSync(), run(inputs).dataSync()];
    for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
    expect(program.nodeCount('f')).toBeGreaterThan(2);
  });

  it('keeps its state between calls and leaves the variables alone until they are read back', async () => {
    const total = tf.variable(tf.tensor1d([1, 2]));
    // Shares its tensor with the first until one of them changes.
    const twin = tf.variable(total);
    const program = await compile(
      new Map([
        ['total', total],
        ['twin', twin],
      ]),
      { by: tf.tensor1d([0, 0]) },
      ({ by }) => {
        total.assign(tf.add(total, by as Tensor1D));
        return tf.sum(tf.mul(total, twin));
      },
    );
    expect([...total.dataSync()]).toEqual([1, 2]);
    expect(program.run('f', { by: tf.tensor1d([10, 20]) }).dataSync()[0]).toBe(11 + 44);
    expect(program.run('f', { by: tf.tensor1d([1, 1]) }).dataSync()[0]).toBe(12 + 46);
    expect([...total.dataSync()]).toEqual([1, 2]);
    program.readState();
    expect([...total.dataSync()]).toEqual([12, 23]);
    expect([...twin.dataSync()]).toEqual([1, 2]);
    total.assign(tf.tensor1d([5, 5]));
    program.writeState();
    expect(program.run('f', { by: tf.tensor1d([0, 0]) }).dataSync()[0]).toBe(15);
  });

  it('computes once what is asked for twice', async () => {
    const inputs = { x: tf.ones([4, 4]) as Tensor2D };
    const square = (x: Tensor) => tf.matMul(x as Tensor2D, x as Tensor2D);
    const once = await compile(new Map(), inputs, ({ x }) => tf.add(square(x), 1));
    const twice = await compile(new Map(), inputs, ({ x }) =>
      tf.add(tf.add(square(x), 1), tf.sub(square(x), square(x))),
    );
    expect(twice.nodeCount('f')).toBe(once.nodeCount('f') + 2);
  });

  it.each<[string, (x: Tensor) => Tensor, RegExp]>([
    ['reads a value back', (x) => tf.mul(x, x.dataSync()[0]), /reads a value back/],
    ['reads a computed value back', (x) => tf.mul(x, tf.square(x).dataSync()[0]), /reads a value back/],
    ['branches on its data', (x) => (tf.sum(x).dataSync()[0] > 0 ? x : tf.neg(x)), /reads a value back/],
  ])('is refused when the step %s', async (_, run, message) => {
    const weight = tf.variable(tf.scalar(3));
    const refused = compile(new Map([['w', weight]]), { x: tf.ones([3]) }, ({ x }) => {
      weight.assign(tf.scalar(4));
      return run(x);
    });
    await expect(refused).rejects.toThrow(UnrecordableStepError);
    await expect(refused).rejects.toThrow(message);
    // The engine works on as before, and the state is as it was.
    expect(recordingNow()).toBeUndefined();
    expect(weight.dataSync()[0]).toBe(3);
    expect(tf.square(tf.scalar(3)).dataSync()[0]).toBe(9);
  });

  it('is refused when the step uses a tensor from outside', async () => {
    const outside = tf.square(tf.scalar(3));
    await expect(compile(new Map(), { x: tf.ones([3]) }, ({ x }) => tf.mul(x, outside))).rejects.toThrow(
      /made before it/,
    );
  });
});
