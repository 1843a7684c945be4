import type { StepRow } from '../../contract/runs.ts';

/**
 * At most `maxPoints` rows that keep a chart's shape: the series is cut into buckets, and of each the rows with the
 * lowest and the highest discriminator loss stay, in order. First and last rows always stay.
 */
export function thinRows(rows: readonly StepRow[], maxPoints: number): StepRow[] {
  if (rows.length <= maxPoints) return [...rows];
  const buckets = Math.floor((maxPoints - 2) / 2);
  const thinned: StepRow[] = [rows[0]];
  const inner = rows.length - 2;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = 1 + Math.floor((bucket * inner) / buckets);
    const end = 1 + Math.floor(((bucket + 1) * inner) / buckets);
    let lowest = start;
    let highest = start;
    for (let i = start + 1; i < end; i++) {
      if (rows[i].dLoss < rows[lowest].dLoss) lowest = i;
      if (rows[i].dLoss > rows[highest].dLoss) highest = i;
    }
    thinned.push(rows[Math.min(lowest, highest)]);
    if (lowest !== highest) thinned.push(rows[Math.max(lowest, highest)]);
  }
  thinned.push(rows[rows.length - 1]);
  return thinned;
}
