import { membersGraph } from './circles.ts';
import type { ImportGraph } from './import-graph.ts';

/**
 * The rooms of a folder by floors: those of the first import none of the others, those of each floor only rooms below it. A
 * file beside the rooms does not count as a room. There must be no circle.
 */
export function floorsOf(graph: ImportGraph, folder: string): string[][] {
  const members = membersGraph(graph, folder);
  const heights = new Map<string, number>();
  const heightOf = (room: string): number => {
    const known = heights.get(room);
    if (known !== undefined) return known;
    const below = (members.get(room) ?? []).filter((each) => !graph.has(each));
    const height = Math.max(0, ...below.map(heightOf)) + 1;
    heights.set(room, height);
    return height;
  };
  const floors: string[][] = [];
  for (const room of members.keys()) {
    if (graph.has(room)) continue;
    const place = heightOf(room) - 1;
    floors[place] = [...(floors[place] ?? []), room];
  }
  return floors;
}
