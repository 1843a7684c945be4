/**
 * `Did you mean "draft-32"? ` for a word that is nearly one of those that are known, or nearly a part of one, as "gama" is
 * of r1Gamma; empty where none is near. The blank at its end leads to the sentence that follows.
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const farthest = Math.max(1, Math.floor(word.length / 4));
  let nearest: { name: string; distance: number } | undefined;
  for (const name of known) {
    const wholes = [name, ...partsOf(name)].map((each) => distance(word.toLowerCase(), each.toLowerCase()));
    // The whole of a word comes before a part of another.
    const found = Math.min(wholes[0], ...wholes.slice(1).map((each) => each + 0.5));
    if (found <= farthest + 0.5 && found < (nearest?.distance ?? Number.POSITIVE_INFINITY))
      nearest = { name, distance: found };
  }
  return nearest === undefined ? '' : `Did you mean "${nearest.name}"? `;
}

/** `r1Gamma` has the part "Gamma", and `learning-rate` two; shorter ones are like too many words. */
const partsOf = (name: string): string[] => name.split(/-|(?=[A-Z])/).filter((part) => part.length >= 4);

/**
 * Letters to add, leave out, change, or swap with their neighbour until one word is the other: optimal string alignment
 * (Boytsov 2011, "Indexing methods for approximate dictionary searching", section 2).
 */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
}
