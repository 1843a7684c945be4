import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { Deviation } from '../operations/deviation.ts';
import type { Precision } from '../operations/precision.ts';
import type { StepOutcome } from './first-steps.ts';

interface Tolerances {
  /** As a share of a gradient's length. */
  gradient: number;
  /** As a share of a loss, which is a mean over few pictures of what comes out of one network. */
  loss: number;
  /** Gradients shorter than this share of the longest one are rounding alone. */
  least: number;
}

/** Compares what one engine's first steps gave with another's; returns what is wrong and the largest difference seen. */
export function compareSteps(
  config: RunConfig,
  actual: ReadonlyMap<string, StepOutcome>,
  expected: ReadonlyMap<string, StepOutcome>,
  precision: Precision = 'float32',
): { worstShare: number; wrong?: Deviation } {
  let worstShare = 0;
  for (const [phase, right] of expected) {
    const tried = actual.get(phase);
    if (tried === undefined) throw new Error(`the phase "${phase}" was not tried`);
    for (const { part, share, tolerance } of differences(config, tried, right, tolerances[precision])) {
      if (!(share <= tolerance)) {
        const how = Number.isNaN(share) ? 'is not a number' : 'is wrong';
        return { worstShare: share, wrong: { part: `${part} of the first step`, share, how } };
      }
      worstShare = Math.max(worstShare, share);
    }
  }
  return { worstShare };
}

/**
 * How far apart two right engines may be. In float32 each rounds by about √n·2⁻²⁴ a layer (n ≤ 9,216 products a sum: 6e-6),
 * forward, backward and, with a penalty, backward again: some 40 layers, δ = √40 · 6e-6 = 4e-5. What is rounded to the
 * other side of a leaky ReLU's kink passes on five times as much or a fifth: with values rounded by δ of their size, a share
 * of about δ of all elements, whose part of the length is √δ: 6e-3. Batch norms over a few numbers divide by small
 * deviations, which makes both up to three times larger: 3.2·√δ for gradients, and 50·δ for losses. A gradient that is
 * zero but for rounding, as that of a shift before a batch norm, is some δ of the longest: below 25·δ none is compared by
 * itself.
 *
 * TF32 rounds both factors of each product to 10 bits of fraction, each by 4e-4 of its size in the mean square when digits
 * are cut off, so that a layer is off by 6e-4 however long its sums are: δ = √40 · 6e-4 = 4e-3. Cutting also makes every
 * product smaller, by 2⁻¹⁰ in the mean: 40 layers together 4e-2, which a gradient has on top.
 *
 * bfloat16 rounds both factors and the result to 8 bits, to the nearest: each by 1.1e-3 in the mean square, a layer by 2e-3,
 * δ = √40 · 2e-3 = 1.2e-2.
 */
const tolerances: Readonly<Record<Precision, Tolerances>> = {
  float32: { gradient: 2e-2, loss: 2e-3, least: 1e-3 },
  tf32: { gradient: 0.2 + 4e-2, loss: 0.2, least: 0.1 },
  bfloat16: { gradient: 0.35, loss: 0.6, least: 0.3 },
};

interface Difference {
  part: string;
  share: number;
  tolerance: number;
}

function* differences(
  config: RunConfig,
  tried: StepOutcome,
  right: StepOutcome,
  allowed: Tolerances,
): Generator<Difference> {
  for (const [key, value] of Object.entries(right.row)) {
    const isLength = key === 'dGradient' || key === 'gGradient' || key === 'penalty';
    const share = Math.abs((tried.row[key] ?? Number.NaN) - value) / Math.max(1, Math.abs(value));
    yield { part: rowParts[key] ?? key, share, tolerance: isLength ? allowed.gradient : allowed.loss };
  }
  const scale = longestGradient(right);
  for (const [name, values] of right.state) {
    const own = tried.state.get(name);
    if (own === undefined) throw new Error(`"${name}" was not tried`);
    if (name.endsWith('.m')) {
      // Tensors with next to no gradient are compared with the others: their own length is rounding alone.
      const length = Math.max(norm(values), allowed.least * scale);
      const share = length === 0 ? norm(own) : distance(own, values) / length;
      yield { part: `the gradient of ${nameOf(name.slice(0, -2))}`, share, tolerance: allowed.gradient };
    }
  }
  yield* updates(config, tried);
}

/** A weight's update is computed from its own gradient again: a handful of roundings, relative to the weight. */
const updateTolerance = 16 * 2 ** -24;

/** Each weight against Adam's formula, in double precision, with the engine's own gradient. */
function* updates(config: RunConfig, { state }: StepOutcome): Generator<Difference> {
  for (const [name, moments] of state) {
    if (!name.endsWith('.m')) continue;
    const weight = name.slice(0, -2);
    const variances = state.get(`${weight}.v`);
    if (variances === undefined) throw new Error(`"${weight}" has no second moment`);
    const { adamBeta1: beta1, adamBeta2: beta2 } = config;
    // 1 − β as the engines have it: β as a float32, and the difference as one.
    const [first, second] = [beta1, beta2].map((beta) => Math.fround(1 - Math.fround(beta)));
    let worst = 0;
    for (let i = 0; i < moments.length; i++) {
      // Of the first step, from moments of zero: m = (1 − β₁)·g and v = (1 − β₂)·g² (Kingma & Ba 2015, algorithm 1).
      const gradient = moments[i] / first;
      const exact = second * gradient ** 2;
      const off = Math.abs(variances[i] - exact);
      // Below this the square is not a normal float32 and has fewer bits.
      if (exact > 1e-36) worst = Math.max(worst, off / exact);
      else if (!(off <= 1e-36)) worst = Number.NaN;
    }
    yield { part: `the update of ${nameOf(weight)}`, share: worst, tolerance: updateTolerance };
  }
}

const rowParts: Readonly<Record<string, string>> = {
  dLoss: 'the discriminator’s loss',
  gLoss: 'the generator’s loss',
  dGradient: 'the length of the discriminator’s gradient',
  gGradient: 'the length of the generator’s gradient',
  penalty: 'the penalty on the discriminator’s gradient',
};

/** `d.down1.kernel` → "the discriminator’s down1.kernel". */
const nameOf = (weight: string): string =>
  `${weight.startsWith('g.') ? 'the generator’s' : 'the discriminator’s'} ${weight.slice(2)}`;

function longestGradient({ state }: StepOutcome): number {
  let longest = 0;
  for (const [name, values] of state) if (name.endsWith('.m')) longest = Math.max(longest, norm(values));
  return longest;
}

// Counted loops here and above: networks have 22 million weights, and an iterator takes ten times as long for each.
function norm(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ** 2;
  return Math.sqrt(sum);
}

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}
