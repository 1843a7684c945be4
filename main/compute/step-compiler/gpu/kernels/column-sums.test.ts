import { afterAll, describe, expect, it } from 'vitest';
import type { Card } from '../../../../gpu/card.ts';
import { randomStream } from '../../../../protocol/random.ts';
import { tf } from '../../../engines/tf.ts';
import { gpuHere } from '../../../testing/gpu-here.ts';
import { recordProgram } from '../record-program.ts';

const gpu = await gpuHere();

if ('missing' in gpu) describe.skip(`column sums: ${gpu.missing}`, () => undefined);
else runTests(gpu);

function runTests(card: Card): void {
  afterAll(() => card.close());

  /** Records the sum or mean; gives its number of dispatches, and what it gives twice. */
  const reduce = async (
    kind: 'sum' | 'mean',
    shape: number[],
    axes: number[],
    {
      keepDims = false,
      numbers,
      limits = card.limits,
    }: { keepDims?: boolean; numbers: Float32Array; limits?: Card['limits'] },
  ) => {
    const program = await recordProgram({ limits, ...card.adapter }, () => {
      const inputs = { x: tf.zeros(shape) };
      return {
        state: new Map(),
        functions: { reduce: { inputs, run: ({ x }) => tf[kind](x, axes, keepDims) } },
        dispose: () => tf.dispose(inputs),
      };
    });
    const started = await card.start(program);
    const twice = [await started.run('reduce', { x: numbers }), await started.run('reduce', { x: numbers })];
    started.dispose();
    return { dispatches: program.functions['reduce'].dispatches.length, twice };
  };

  describe('sums of columns', () => {
    it.each<[number[], number[], number]>([
      // The gradient of a bias, in parts where a map is large.
      [[2, 8, 8, 160], [0, 1, 2], 1],
      [[2, 32, 32, 48], [0, 1, 2], 2],
      [[3, 64, 64, 3], [0, 1, 2], 2],
      // Of each picture by itself.
      [[5, 9, 7, 10], [1, 2], 1],
      [[2, 64, 64, 6], [1, 2], 2],
      // The minibatch deviation.
      [[6, 4, 4, 17], [0], 1],
      [[32, 320], [0], 1],
      [[2, 65, 64], [1], 1],
      [[3, 5, 2], [1], 1],
    ])('of %j along %j are those of double precision, in %i dispatches', async (shape, axes, count) => {
      const size = shape.reduce((product, side) => product * side, 1);
      const numbers = randomStream(1, 'column-sums', 0).fillNormal(new Float32Array(size));
      const { dispatches, twice } = await reduce('sum', shape, axes, { numbers });
      expect(dispatches).toBe(count);
      expect(twice[1]).toEqual(twice[0]);
      const { sums, sizes, rows } = expectedSums(numbers, shape, axes);
      expectClose(twice[0], sums, sizes, rows);
      const mean = await reduce('mean', shape, axes, { numbers, keepDims: true });
      // The division rounds once more.
      expectClose(
        mean.twice[0],
        sums.map((sum) => sum / rows),
        sizes.map((of) => of / rows),
        rows + 3,
      );
    });

    it('go over several rows of workgroups where there are too many columns for one', async () => {
      const shape = [2, 2, 300];
      const limits = { ...card.limits, maxComputeWorkgroupsPerDimension: 4 };
      const numbers = randomStream(3, 'column-sums', 0).fillNormal(new Float32Array(1200));
      const { twice } = await reduce('sum', shape, [1], { numbers, limits });
      const { sums, sizes, rows } = expectedSums(numbers, shape, [1]);
      expectClose(twice[0], sums, sizes, rows);
    });

    it('leave a whole map, and axes apart from each other, to the package', async () => {
      const shape = [3, 4, 5];
      const numbers = randomStream(2, 'column-sums', 0).fillNormal(new Float32Array(60));
      for (const axes of [[0, 1, 2], [2], [0, 2]]) {
        const { twice } = await reduce('sum', shape, axes, { numbers });
        const { sums, sizes, rows } = expectedSums(numbers, shape, axes);
        expectClose(twice[0], sums, sizes, rows);
      }
    });
  });
}

/** Sums and sums of sizes in double precision, straight from the indices. */
function expectedSums(numbers: Float32Array, shape: number[], axes: number[]) {
  const kept = shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  const count = kept.reduce((product, side) => product * side, 1);
  const sums = new Float64Array(count);
  const sizes = new Float64Array(count);
  for (const [index, number] of numbers.entries()) {
    let place = 0;
    let rest = index;
    let step = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const at = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
      if (axes.includes(axis)) continue;
      place += at * step;
      step *= shape[axis];
    }
    sums[place] += number;
    sizes[place] += Math.abs(number);
  }
  return { sums, sizes, rows: numbers.length / count };
}

/** In whatever order n numbers are added, the sum is off by at most n·u/(1 − n·u) of their sizes (Higham 2002, §3.1). */
function expectClose(actual: Float32Array, sums: Float64Array, sizes: Float64Array, terms: number): void {
  expect(actual).toHaveLength(sums.length);
  const rounding = terms * 2 ** -24;
  const bound = rounding / (1 - rounding);
  const off = [...sums].flatMap((sum, i) =>
    Math.abs(actual[i] - sum) <= bound * sizes[i] ? [] : [`${i}: ${actual[i]} for ${sum}`],
  );
  expect(off.slice(0, 5)).toEqual([]);
}
