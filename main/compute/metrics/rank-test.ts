export interface RankTest {
  /** Chance that a value of `a` is smaller than one of `b`; ties count half. 0.5 = no difference. */
  share: number;
  /** Chance of a share this large or larger if there were no difference. */
  pValue: number;
}

/**
 * One-sided Mann–Whitney test that `a` tends to be smaller than `b`: U by ranks, and its normal approximation with the
 * corrections for ties and continuity, which is good from about twenty values on each side.
 */
export function rankTest(a: readonly number[], b: readonly number[]): RankTest {
  const all = [...a.map((value) => ({ value, isA: true })), ...b.map((value) => ({ value, isA: false }))];
  all.sort((left, right) => left.value - right.value);
  const n = all.length;
  let rankSumA = 0;
  let tieTerm = 0;
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && all[end].value === all[start].value) end += 1;
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) if (all[i].isA) rankSumA += rank;
    tieTerm += (end - start) ** 3 - (end - start);
    start = end;
  }
  const pairs = a.length * b.length;
  /** Pairs in which the value of `a` is the larger one. */
  const larger = rankSumA - (a.length * (a.length + 1)) / 2;
  const deviation = Math.sqrt((pairs / 12) * (n + 1 - tieTerm / (n * (n - 1))));
  const z = deviation === 0 ? 0 : (larger + 0.5 - pairs / 2) / deviation;
  return { share: 1 - larger / pairs, pValue: normalBelow(z) };
}

/** Chance that a standard normal value is below z; error below 1.5e-7 (Abramowitz & Stegun 1964, 7.1.26). */
function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (polynomial * Math.exp(-x * x)) / 2;
  return z < 0 ? tail : 1 - tail;
}
