import type { Features } from './features.ts';
import { distanceRows } from './products.ts';

/** The two nearest rows of a set, nearest first, and their distances. */
export interface Nearest {
  rows: [number, number];
  distances: [number, number];
}

/** For each query the two nearest of `known`. */
export function nearestTwo(queries: Features, known: Features): Nearest[] {
  const found: Nearest[] = [];
  for (const distances of distanceRows(queries, known)) {
    let [first, second] = [-1, -1];
    for (let i = 0; i < distances.length; i++) {
      if (first === -1 || distances[i] < distances[first]) [first, second] = [i, first];
      else if (second === -1 || distances[i] < distances[second]) second = i;
    }
    found.push({
      rows: [first, second],
      distances: [
        Math.sqrt(distances[first]),
        second === -1 ? Number.POSITIVE_INFINITY : Math.sqrt(distances[second]),
      ],
    });
  }
  return found;
}

/** The two nearest of four. */
export function nearerTwo(a: Nearest, b: Nearest): Nearest {
  const all = [0, 1].flatMap((i) => [
    { row: a.rows[i], distance: a.distances[i] },
    { row: b.rows[i], distance: b.distances[i] },
  ]);
  const [first, second] = all.sort((x, y) => x.distance - y.distance);
  return { rows: [first.row, second.row], distances: [first.distance, second.distance] };
}
