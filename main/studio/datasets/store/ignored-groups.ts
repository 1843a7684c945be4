import type { IgnoredGroup } from '../../../contract/datasets/diagnosis.ts';

/** Counts files by the reason for which they were passed over, the most frequent reason first. */
export const groupIgnored = (files: Iterable<{ file: string; reason: string }>): IgnoredGroup[] =>
  mergeIgnored(Array.from(files, ({ file, reason }) => ({ reason, count: 1, examples: [file] })));

/** Files of one reason that are kept by name; the others are counted. */
const keptExamples = 20;

/** Groups of several imports together. */
export function mergeIgnored(groups: Iterable<IgnoredGroup>): IgnoredGroup[] {
  const merged = new Map<string, IgnoredGroup>();
  for (const { reason, count, examples } of groups) {
    const sum = merged.get(reason);
    if (sum === undefined) {
      merged.set(reason, { reason, count, examples: examples.slice(0, keptExamples) });
      continue;
    }
    sum.count += count;
    sum.examples.push(...examples.slice(0, keptExamples - sum.examples.length));
  }
  return [...merged.values()].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

export const countIgnored = (groups: readonly IgnoredGroup[]): number =>
  groups.reduce((sum, { count }) => sum + count, 0);
