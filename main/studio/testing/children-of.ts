import { readdirSync, readFileSync } from 'node:fs';

/** Processes that another one started, oldest first; as Linux tells. */
export function childrenOf(pid = Number.NaN): number[] {
  const parentOf = (child: number): number => {
    try {
      const stat = readFileSync(`/proc/${child}/stat`, 'latin1');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    } catch {
      // It has just ended.
      return Number.NaN;
    }
  };
  return readdirSync('/proc')
    .map(Number)
    .filter((child) => parentOf(child) === pid)
    .sort((a, b) => a - b);
}
