/** How far a float32 sum of `terms` products may be from the exact one; `magnitude` is Σ|aᵢbᵢ|. */
export const roundingBound = (terms: number, magnitude: number): number =>
  standardDeviations * Math.sqrt(terms) * roundoff * magnitude;

/** Unit roundoff of float32: the most that rounding one number changes it, relatively. */
const roundoff = 2 ** -24;

/**
 * How many standard deviations of its rounding errors a result may be off. A sum of n products whose rounding errors are
 * independent is off by more than λ·√n·u·Σ|aᵢbᵢ| with a probability of at most 2·exp(−λ²/2) for each rounding (Higham & Mary
 * 2019, "A new approach to probabilistic rounding error analysis", theorem 2.4): with λ = 8, 3e-14. The order of the sum
 * does not matter, nor do fused multiplications, so that the bound holds for every engine that adds in float32.
 */
const standardDeviations = 8;

/** What a proof found wrong. */
export interface Deviation {
  /** What of the operation is wrong: "its result", "its gradient by the filter" … */
  part: string;
  /** Largest difference seen, as a share of the largest exact value: 0.4 is 40 %. */
  share: number;
  /** "is wrong", or how else it misbehaves. */
  how: 'is wrong' | 'is not a number' | 'differs from call to call';
}

export const describeDeviation = ({ part, share, how }: Deviation): string =>
  how === 'is not a number' ? `${part} ${how}` : `${part} ${how}, by ${percent(share)} of its largest value`;

/** 0.0123 → "1.2 %". */
const percent = (share: number): string =>
  `${share >= 0.1 ? Math.round(share * 100) : Number((share * 100).toPrecision(2))} %`;

/** What came of trying one operation. */
export interface OperationOutcome {
  /** Largest difference from the exact value that was seen, as a share of the largest; rounding alone gives about 1e-6. */
  worstShare: number;
  wrong?: Deviation;
}
