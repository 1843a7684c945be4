/** How exactly an engine multiplies; sums are always float32. */
export type Precision = 'float32' | 'tf32' | 'bfloat16';

/**
 * The most that rounding a factor changes it, relatively, before it is multiplied: TF32 keeps 10 bits of fraction, and
 * whoever hands it over may cut the others off instead of rounding. Of bfloat16 only compiled steps know.
 */
const factorRounding: Readonly<Record<Precision, number>> = { float32: 0, tf32: 2 ** -10, bfloat16: 2 ** -9 };

/** Of the engine in this process, as its environment sets it: NVIDIA's libraries round unless they are told not to. */
export const activePrecision = (env: NodeJS.ProcessEnv = process.env): Precision =>
  env['FACELOOM_TENSORFLOW_BUILD'] === 'cuda' && env['NVIDIA_TF32_OVERRIDE'] !== '0' ? 'tf32' : 'float32';

/** Of the steps that are compiled in this process: they may multiply more coarsely than single operations do. */
export const stepPrecision = (env: NodeJS.ProcessEnv = process.env): Precision =>
  env['FACELOOM_STEP_PRODUCTS'] === 'bfloat16' ? 'bfloat16' : activePrecision(env);

const standardDeviations = 8;

/**
 * How far rounded factors may move a sum Σaᵢbᵢ of products that are at most 1 in size, as those of a proof are. Each
 * product changes by a share between 0 and 2u where digits are cut off. The mean of that moves the sum by at most
 * 2u·|Σaᵢbᵢ|; what is left is independent, and Hoeffding's inequality (1963, theorem 2) bounds it by λ·u·√Σ(aᵢbᵢ)² with a
 * probability of at most 2·exp(−λ²/2) to be more: with λ = 8, 3e-14. Σ(aᵢbᵢ)² is no larger than Σ|aᵢbᵢ|, the `magnitude`.
 */
export function factorBound(precision: Precision, exact: number, magnitude: number): number {
  const rounding = factorRounding[precision];
  return rounding * (standardDeviations * Math.sqrt(magnitude) + 2 * Math.abs(exact));
}
