import { randomStream } from '../../protocol/random.ts';
import { type Tensor, type Tensor4D, tf } from '../engines/tf.ts';
import { batchNorm } from '../networks/norms.ts';
import { windows } from './bilinear.ts';
import { type OperationOutcome, roundingBound } from './deviation.ts';
import { dirtyMemory } from './dirty-memory.ts';
import type { OperationOf } from './operation.ts';

/** Operations that are not sums of products of two inputs, each compared as a whole with plain code in double precision. */

type Check<Kind extends Parameters<typeof exactBy>[0]['kind']> = (operation: OperationOf<Kind>) => Exact;

/** What a result must be, and how far rounding may move each of its elements. */
interface Expected {
  part: string;
  values: Float64Array;
  allowed: (index: number) => number;
}

interface Exact {
  /** On the active engine, in the order of `expected`. */
  run(): Tensor[];
  expected: Expected[];
}

export type OtherOperation = OperationOf<'batch-norm' | 'maximum-pooling' | 'average-pooling'>;

/** Computes everything twice, with other rubbish in free memory. */
export function checkOther(operation: OtherOperation): OperationOutcome {
  const { run, expected } = exactBy(operation);
  let worstShare = 0;
  for (let time = 0; time < 2; time++) {
    const tensors = tf.tidy(run);
    const results = tensors.map((tensor) => tensor.dataSync<'float32'>());
    tf.dispose(tensors);
    for (const [i, { part, values, allowed }] of expected.entries()) {
      let [worst, largest] = [0, 0];
      let isWrong = false;
      for (const [index, value] of values.entries()) {
        const off = Math.abs(results[i][index] - value);
        if (!(off <= allowed(index))) isWrong = true;
        worst = Math.max(worst, off);
        largest = Math.max(largest, Math.abs(value));
      }
      const share = worst / Math.max(largest, Number.MIN_VALUE);
      worstShare = Math.max(worstShare, share);
      if (!isWrong) continue;
      const how = Number.isNaN(worst)
        ? 'is not a number'
        : time === 0
          ? 'is wrong'
          : 'differs from call to call';
      return { worstShare: share, wrong: { part, share, how } };
    }
    dirtyMemory(Math.max(...results.map(({ length }) => length)));
  }
  return { worstShare };
}

function exactBy(operation: OtherOperation): Exact {
  switch (operation.kind) {
    case 'batch-norm':
      return batchNormOf(operation);
    case 'maximum-pooling':
      return maximumPooling(operation);
    case 'average-pooling':
      return averagePooling(operation);
  }
}

const epsilon = 1e-5;

/**
 * y = γ·x̂ + β with x̂ = (x − μ)/√(σ² + ε) over a channel's m elements, and dx = γ/√(σ² + ε)·(dy − Σdy/m − x̂·Σ(dy·x̂)/m)
 * (Ioffe & Szegedy 2015, algorithm 1 and §3).
 */
const batchNormOf: Check<'batch-norm'> = ({ batch, sides, channels }) => {
  const random = randomStream(2, 'proof', 0);
  const count = batch * sides[0] * sides[1];
  const x = random.fillNormal(new Float32Array(count * channels));
  const dy = random.fillNormal(new Float32Array(count * channels));
  const scale = Float32Array.from({ length: channels }, () => 0.5 + random.uniform());
  const shift = Float32Array.from({ length: channels }, () => random.uniform() - 0.5);
  const y = new Float64Array(x.length);
  const dx = new Float64Array(x.length);
  for (let k = 0; k < channels; k++) {
    let [mean, variance, sum, product] = [0, 0, 0, 0];
    for (let i = k; i < x.length; i += channels) mean += x[i] / count;
    for (let i = k; i < x.length; i += channels) variance += (x[i] - mean) ** 2 / count;
    const factor = 1 / Math.sqrt(variance + epsilon);
    for (let i = k; i < x.length; i += channels) {
      sum += dy[i];
      product += dy[i] * (x[i] - mean) * factor;
    }
    for (let i = k; i < x.length; i += channels) {
      const normal = (x[i] - mean) * factor;
      y[i] = scale[k] * normal + shift[k];
      dx[i] = scale[k] * factor * (dy[i] - sum / count - (normal * product) / count);
    }
  }
  // Elements are of size 1 to 5; their sums round like sums of `count` numbers of that size, divided by `count`.
  const allowed = () => 8 * roundingBound(count, 1);
  return {
    run: () => {
      const weights = new Map<string, Tensor>([
        ['n.scale', tf.tensor1d(scale)],
        ['n.shift', tf.tensor1d(shift)],
      ]);
      const { value, grad } = tf.valueAndGrad(
        (at: Tensor) => batchNorm(weights, 'n', at as Tensor4D, 'once').normed,
      )(tf.tensor4d(x, [batch, ...sides, channels]), tf.tensor4d(dy, [batch, ...sides, channels]));
      return [value, grad];
    },
    expected: [
      { part: 'its result', values: y, allowed },
      { part: 'its gradient by the input', values: dx, allowed },
    ],
  };
};

const maximumPooling: Check<'maximum-pooling'> = (operation) => {
  const { batch, sides, kernel, stride, padding, channels } = operation;
  const { atOutput, outputs } = windows(operation);
  const x = randomStream(3, 'proof', 0).fillNormal(new Float32Array(batch * sides[0] * sides[1] * channels));
  const values = pooled(operation, outputs, (picture, row, column, k) => {
    let largest = Number.NEGATIVE_INFINITY;
    atOutput(row, column, (y, column2) => {
      largest = Math.max(largest, x[((picture * sides[0] + y) * sides[1] + column2) * channels + k]);
    });
    return largest;
  });
  return {
    run: () => [tf.maxPool(tf.tensor4d(x, [batch, ...sides, channels]), kernel, stride, padding)],
    expected: [{ part: 'its result', values, allowed: () => 0 }],
  };
};

const averagePooling: Check<'average-pooling'> = (operation) => {
  const { batch, sides, kernel, stride, padding, channels } = operation;
  const { atOutput, outputs } = windows(operation);
  const x = randomStream(4, 'proof', 0).fillNormal(new Float32Array(batch * sides[0] * sides[1] * channels));
  const values = pooled(operation, outputs, (picture, row, column, k) => {
    let [sum, count] = [0, 0];
    atOutput(row, column, (y, column2) => {
      sum += x[((picture * sides[0] + y) * sides[1] + column2) * channels + k];
      count += 1;
    });
    return sum / count;
  });
  const terms = kernel[0] * kernel[1];
  return {
    run: () => [tf.avgPool(tf.tensor4d(x, [batch, ...sides, channels]), kernel, stride, padding)],
    // Numbers of N(0, 1) are below 6.
    expected: [{ part: 'its result', values, allowed: () => roundingBound(terms, 6) }],
  };
};

function pooled(
  { batch, channels }: { batch: number; channels: number },
  [rows, columns]: [number, number],
  at: (picture: number, row: number, column: number, channel: number) => number,
): Float64Array {
  const values = new Float64Array(batch * rows * columns * channels);
  let index = 0;
  for (let picture = 0; picture < batch; picture++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let k = 0; k < channels; k++) values[index++] = at(picture, row, column, k);
  return values;
}
