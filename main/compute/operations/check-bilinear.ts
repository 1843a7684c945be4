import { type RandomStream, randomStream } from '../../protocol/random.ts';
import { type Tensor, tf } from '../engines/tf.ts';
import { type Bilinear, type BilinearOperation, bilinear } from './bilinear.ts';
import { type Deviation, type OperationOutcome, roundingBound } from './deviation.ts';
import { dirtyMemory } from './dirty-memory.ts';
import { activePrecision, factorBound } from './precision.ts';

/** How many elements of each result are added up again in double precision. */
export interface Thoroughness {
  places: number;
  /** Of gradients by the filter, whose sums are the longest. */
  filterPlaces: number;
}

/** Results of an operation at random inputs. */
export interface BilinearResults {
  result: Float32Array;
  gradientX?: Float32Array;
  gradientW?: Float32Array;
}

const partNames: Readonly<Record<keyof BilinearResults, string>> = {
  result: 'its result',
  gradientX: 'its gradient by the input',
  gradientW: 'its gradient by the filter',
};

/**
 * Compares an operation and its two gradients, on the active engine, with sums in double precision at random places, and
 * every element by what must be equal: ⟨dy, B(x, w)⟩ = ⟨x, dx⟩ = ⟨w, dw⟩, in which one wrong element shows. Computes
 * everything twice, with other rubbish in free memory.
 */
export function checkBilinear(operation: BilinearOperation, thoroughness: Thoroughness): OperationOutcome {
  const trial = bilinearTrial(operation);
  const { definition, inputs } = trial;
  const first = compute(definition, inputs);
  dirtyMemory(Math.max(inputs.x.length, inputs.w.length, inputs.dy.length));
  const second = compute(definition, inputs);
  return judgeBilinear(trial, [first, second], thoroughness);
}

/** An operation with random inputs, which are the same each time. */
export interface BilinearTrial {
  definition: Bilinear;
  inputs: { x: Float32Array; w: Float32Array; dy: Float32Array };
  /** For the places that are looked at. */
  random: RandomStream;
}

export function bilinearTrial(operation: BilinearOperation): BilinearTrial {
  const definition = bilinear(operation);
  const random = randomStream(1, 'proof', 0);
  const inputs = {
    x: signed(random, sizeOf(definition.shapes.x)),
    w: signed(random, sizeOf(definition.shapes.w)),
    dy: signed(random, sizeOf(definition.shapes.y)),
  };
  return { definition, inputs, random };
}

/** Judges what came of a trial, whatever computed it, twice. */
export function judgeBilinear(
  { definition, inputs, random }: BilinearTrial,
  [first, second]: readonly [BilinearResults, BilinearResults],
  { places, filterPlaces }: Thoroughness,
): OperationOutcome {
  const parts: readonly Part[] = [
    {
      name: 'result',
      factors: [inputs.x, inputs.w],
      other: inputs.dy,
      visit: definition.visitResult,
      places,
    },
    {
      name: 'gradientX',
      factors: [inputs.dy, inputs.w],
      other: inputs.x,
      visit: definition.visitGradientX,
      places,
    },
    {
      name: 'gradientW',
      factors: [inputs.x, inputs.dy],
      other: inputs.w,
      visit: definition.visitGradientW,
      places: filterPlaces,
    },
  ];
  const looks = parts.flatMap((part) => {
    const runs = [first[part.name], second[part.name]].filter((run) => run !== undefined);
    return runs.length === 0 ? [] : [lookAt(part, runs, random)];
  });
  const wrong = looks.find(({ deviation }) => deviation)?.deviation ?? oddOneOut(looks);
  const worstShare = Math.max(...looks.map(({ share }) => share));
  return wrong === undefined ? { worstShare } : { worstShare: wrong.share, wrong };
}

interface Part {
  name: keyof BilinearResults;
  /** The two arrays whose products it sums. */
  factors: readonly [Float32Array, Float32Array];
  /** What it is multiplied with in the identity above. */
  other: Float32Array;
  visit: Bilinear['visitResult'];
  places: number;
}

interface Look {
  name: keyof BilinearResults;
  deviation: Deviation | undefined;
  /** Largest difference from an exact value, as a share of the largest exact one. */
  share: number;
  /** Inner products of both runs with what the identity says, and how far rounding may move them. */
  inner: number[];
  bound: number;
  /** Root mean square of the exact values that were looked at. */
  size: number;
}

function lookAt(part: Part, runs: readonly Float32Array[], random: RandomStream): Look {
  const [a, b] = part.factors;
  const { length } = runs[0];
  let [largest, worst, squares, bound] = [0, 0, 0, 0];
  let isWrong = false;
  for (let place = 0; place < part.places; place++) {
    const index = random.below(length);
    let [exact, magnitude, terms] = [0, 0, 0];
    part.visit(index, (first, second, count, firstStride, secondStride) => {
      for (let k = 0; k < count; k++) {
        const summand = a[first + k * firstStride] * b[second + k * secondStride];
        exact += summand;
        magnitude += Math.abs(summand);
      }
      terms += count;
    });
    const allowed = roundingBound(terms, magnitude) + factorBound(activePrecision(), exact, magnitude);
    for (const run of runs) {
      const off = Math.abs(run[index] - exact);
      if (!(off <= allowed)) isWrong = true;
      worst = Math.max(worst, off);
    }
    bound = Math.max(bound, allowed);
    largest = Math.max(largest, Math.abs(exact));
    squares += exact ** 2;
  }
  const inner = runs.map((run) => innerProduct(run, part.other));
  const name = partNames[part.name];
  const size = Math.sqrt(squares / part.places);
  const deviation = (): Deviation | undefined => {
    if (!inner.every(Number.isFinite)) return { part: name, share: Number.NaN, how: 'is not a number' };
    if (isWrong) return { part: name, share: worst / largest, how: 'is wrong' };
    const apart = largestDifference(runs[0], runs[1]);
    // Both may be off by their bound, and the places that were looked at need not be the largest ones.
    if (apart > 4 * bound) return { part: name, share: apart / largest, how: 'differs from call to call' };
    return undefined;
  };
  return {
    name: part.name,
    deviation: deviation(),
    share: worst / largest,
    inner,
    // Errors of single elements are independent, and `other` is at most 1 in size.
    bound: bound * Math.sqrt(length),
    size,
  };
}

/** Of three inner products that must be the same, the one that two others contradict. */
function oddOneOut(looks: readonly Look[]): Deviation | undefined {
  if (looks.length < 3) return undefined;
  for (const [i, look] of looks.entries()) {
    const others = looks.filter((_, j) => j !== i);
    const isOff = (value: number, other: Look) =>
      other.inner.every((theirs) => Math.abs(value - theirs) > look.bound + other.bound);
    const [off] = look.inner.filter((value) => others.every((other) => isOff(value, other)));
    if (off === undefined) continue;
    // What is missing or too much, if it were in one element.
    const missing = Math.abs(off - others[0].inner[0]);
    return { part: partNames[look.name], share: Math.min(1, missing / look.size), how: 'is wrong' };
  }
  return undefined;
}

function compute(definition: Bilinear, inputs: BilinearTrial['inputs']): BilinearResults {
  const { shapes } = definition;
  const [result, gradientX, gradientW] = tf.tidy((): Tensor[] => {
    const [x, w] = [tf.tensor(inputs.x, shapes.x), tf.tensor(inputs.w, shapes.w)];
    const dy = tf.tensor(inputs.dy, shapes.y);
    const { value, grads } = tf.valueAndGrads(definition.run)([x, w], dy);
    return [value, ...grads];
  });
  const numbers = (tensor: Tensor) => tensor.dataSync<'float32'>();
  const results = {
    result: numbers(result),
    gradientX: numbers(gradientX),
    gradientW: numbers(gradientW),
  };
  tf.dispose([result, gradientX, gradientW]);
  return results;
}

/** Length of the random numbers that inputs are cut from: a prime, so that no axis repeats itself. */
const randomCount = 65_537;

/** Numbers of size ½ to 1 with random signs: none is so small that a fault beside it would be hidden. */
function signed(random: RandomStream, count: number): Float32Array {
  const block = Float32Array.from({ length: Math.min(count, randomCount) }, () => {
    const value = random.uniform() * 2 - 1;
    return value < 0 ? value / 2 - 0.5 : value / 2 + 0.5;
  });
  if (count <= block.length) return block;
  const all = new Float32Array(count);
  for (let start = 0; start < count; start += block.length)
    all.set(block.subarray(0, Math.min(block.length, count - start)), start);
  return all;
}

function innerProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
