import { afterAll, describe, expect, it } from 'vitest';
import type { Card, CardLimits } from '../../../../gpu/card.ts';
import { randomStream } from '../../../../protocol/random.ts';
import { type Tensor, tf } from '../../../engines/tf.ts';
import { gpuHere } from '../../../testing/gpu-here.ts';
import { recordProgram } from '../record-program.ts';
import { type Convolution, convolutionOf } from './convolution.ts';
import { formsOf } from './forms.ts';
import type { WantedForms } from './gpu-kernel.ts';

interface Layer {
  batch: number;
  sides: readonly [number, number];
  from: number;
  to: number;
  kernel: number;
  stride: number;
  pad: 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];
}

const channels = [1, 2, 3, 4, 5, 24, 40, 48, 96];
const filters = [
  [1, 1],
  [3, 1],
  [3, 2],
  [4, 2],
  [5, 1],
  [5, 2],
  [4, 1],
  [1, 2],
] as const;
const sides = [
  [5, 7],
  [8, 8],
  [9, 6],
] as const;
const pads: readonly Layer['pad'][] = [
  'same',
  'valid',
  [
    [0, 0],
    [2, 1],
    [1, 3],
    [0, 0],
  ],
];

/** Each number of channels with every other filter, and the rest in turn. */
const layers: readonly Layer[] = channels.flatMap((from, i) =>
  filters
    .filter((_, j) => (i + j) % 2 === 0)
    .map(([kernel, stride], j) => {
      const turn = 4 * i + j;
      const to = channels[(turn * 5 + i) % channels.length];
      return {
        batch: from * to > 1000 ? 1 + (turn % 2) : ([1, 2, 16] as const)[turn % 3],
        sides: sides[(turn + i) % 3],
        from,
        to,
        kernel,
        stride,
        pad: pads[(i + 2 * j) % 3],
      };
    }),
);

const inputsOf = { Conv2DBackpropInput: ['dy', 'filter'], Conv2DBackpropFilter: ['x', 'dy'] } as const;

/** Each kernel in each of its forms. */
const everyForm: readonly (readonly [keyof typeof inputsOf, WantedForms])[] = [
  ...formsOf.filter.map((filter) => ['Conv2DBackpropFilter', { filter }] as const),
  ...formsOf.input.map((input) => ['Conv2DBackpropInput', { input }] as const),
];

const gpu = await gpuHere();

if ('missing' in gpu) describe.skip(`kernels of our own: ${gpu.missing}`, () => undefined);
else runTests(gpu);

function runTests(card: Card): void {
  afterAll(() => card.close());

  type Numbers = Record<'x' | 'dy' | 'filter', Float32Array>;

  /** Records one kernel, in one of its forms, for a device with these limits; gives its number of dispatches, and what calls it. */
  const compile = async (
    kernel: keyof typeof inputsOf,
    { pad, stride }: Layer,
    shapes: Shapes,
    forms: WantedForms,
    limits: Partial<CardLimits> = {},
  ) => {
    const names = inputsOf[kernel];
    const attributes = {
      strides: stride,
      pad,
      dataFormat: 'NHWC',
      inputShape: shapes.x,
      filterShape: shapes.filter,
    };
    const program = await recordProgram(
      { limits: { ...card.limits, ...limits }, ...card.adapter, forms },
      () => {
        const inputs = Object.fromEntries(names.map((name) => [name, tf.zeros(shapes[name])]));
        const run = (given: Readonly<Record<string, Tensor>>) =>
          tf.engine().runKernel(kernel, { ...given }, attributes as never) as Tensor;
        return { state: new Map(), functions: { run: { inputs, run } }, dispose: () => tf.dispose(inputs) };
      },
    );
    const started = await card.start(program);
    return {
      dispatches: program.functions['run'].dispatches,
      run: (numbers: Numbers) =>
        started.run('run', Object.fromEntries(names.map((name) => [name, numbers[name]]))),
      dispose: () => started.dispose(),
    };
  };

  describe('kernels of our own', () => {
    it.each(layers.map((layer, i) => [describeLayer(layer), layer, i] as const))(
      'add up the gradients of a convolution in their forms: %s',
      async (_, layer, i) => {
        const { convolution, shapes } = at(layer);
        const numbers = randomNumbers(shapes);
        const expected = gradients(convolution, numbers);
        for (const [kernel, forms] of everyForm) {
          // A software card takes seconds to compile each tile of theirs, for each way of reading.
          if (Object.values(forms).includes('wide-tiles') && i % 9 !== 0) continue;
          const { run, dispose } = await compile(kernel, layer, shapes, forms);
          const first = await run(numbers);
          expectSums(first, expected[kernel]);
          // Other numbers in its memory in between.
          await run(randomNumbers(shapes, 7));
          expect(await run(numbers), 'to the bit').toEqual(first);
          dispose();
        }
      },
    );

    const wide: Layer = { batch: 16, sides: [16, 15], from: 40, to: 24, kernel: 4, stride: 2, pad: 'same' };

    it('add up many places in parts', async () => {
      const { convolution, shapes } = at(wide);
      const numbers = randomNumbers(shapes);
      const { run, dispatches, dispose } = await compile('Conv2DBackpropFilter', wide, shapes, {});
      expect(dispatches).toHaveLength(2);
      expectSums(await run(numbers), gradients(convolution, numbers).Conv2DBackpropFilter);
      dispose();
    });

    it.each(everyForm)('give the same in many small dispatches: %s %o', async (kernel, forms) => {
      const many = { ...wide, batch: 40 };
      const { shapes } = at(many);
      const numbers = randomNumbers(shapes);
      const whole = await compile(kernel, many, shapes, forms);
      const limits = { maxComputeWorkgroupsPerDimension: 16 };
      const split = await compile(kernel, many, shapes, forms, limits);
      expect(split.dispatches.length).toBeGreaterThan(whole.dispatches.length);
      for (const { workgroups } of split.dispatches) expect(Math.max(...workgroups)).toBeLessThanOrEqual(16);
      expect(await split.run(numbers)).toEqual(await whole.run(numbers));
      whole.dispose();
      split.dispose();
    });
  });
}

type Shapes = Record<'x' | 'dy' | 'filter', number[]>;

function at({ batch, sides: [high, wide], from, to, kernel, stride, pad }: Layer): {
  convolution: Convolution;
  shapes: Shapes;
} {
  const x = [batch, high, wide, from];
  const filter = [kernel, kernel, from, to];
  const convolution = convolutionOf(x, filter, { strides: stride, pad });
  if (convolution === undefined) throw new Error('channels come last');
  return { convolution, shapes: { x, filter, dy: [batch, ...convolution.output, to] } };
}

const describeLayer = ({ batch, sides: [high, wide], from, to, kernel, stride, pad }: Layer): string =>
  `${batch} of ${high}×${wide}, ${from} → ${to}, kernel ${kernel}, stride ${stride}, ${Array.isArray(pad) ? 'explicit' : pad}`;

const randomNumbers = (shapes: Shapes, seed = 1): Record<keyof Shapes, Float32Array> => {
  const random = randomStream(seed, 'kernel-test', 0);
  const of = (shape: number[]) =>
    random.fillNormal(new Float32Array(shape.reduce((product, side) => product * side, 1)));
  return { x: of(shapes.x), dy: of(shapes.dy), filter: of(shapes.filter) };
};

/** Sums in double precision, with the number of their terms and the sum of the sizes of these. */
interface Sums {
  values: Float64Array;
  sizes: Float64Array;
  terms: Int32Array;
}

/** Both gradients straight from their definition. */
function gradients(
  { batch, input, output, filter, stride, before, from, to }: Convolution,
  { x, dy, filter: weights }: Record<keyof Shapes, Float32Array>,
): Record<keyof typeof inputsOf, Sums> {
  const [dx, dw] = [sumsOf(x.length), sumsOf(weights.length)];
  for (let n = 0; n < batch; n++)
    for (let row = 0; row < output[0]; row++)
      for (let column = 0; column < output[1]; column++)
        for (let i = 0; i < filter[0]; i++)
          for (let j = 0; j < filter[1]; j++) {
            const [high, wide] = [row * stride[0] + i - before[0], column * stride[1] + j - before[1]];
            if (high < 0 || wide < 0 || high >= input[0] || wide >= input[1]) continue;
            const place = ((n * output[0] + row) * output[1] + column) * to;
            for (let k = 0; k < from; k++) {
              const pixel = ((n * input[0] + high) * input[1] + wide) * from + k;
              const tap = ((i * filter[1] + j) * from + k) * to;
              for (let o = 0; o < to; o++) {
                add(dx, pixel, dy[place + o] * weights[tap + o]);
                add(dw, tap + o, dy[place + o] * x[pixel]);
              }
            }
          }
  return { Conv2DBackpropInput: dx, Conv2DBackpropFilter: dw };
}

const sumsOf = (length: number): Sums => ({
  values: new Float64Array(length),
  sizes: new Float64Array(length),
  terms: new Int32Array(length),
});

function add({ values, sizes, terms }: Sums, index: number, term: number): void {
  values[index] += term;
  sizes[index] += Math.abs(term);
  terms[index] += 1;
}

/** In whatever order n products are added, the sum is off by at most n·u/(1 − n·u) of their sizes (Higham 2002, §3.1). */
function expectSums(actual: Float32Array, { values, sizes, terms }: Sums): void {
  expect(actual).toHaveLength(values.length);
  const off: string[] = [];
  for (const [i, value] of values.entries()) {
    const rounding = terms[i] * 2 ** -24;
    if (!(Math.abs(actual[i] - value) <= (rounding / (1 - rounding)) * sizes[i]))
      off.push(`${i}: ${actual[i]} for ${value}`);
  }
  expect(off.slice(0, 5)).toEqual([]);
}
