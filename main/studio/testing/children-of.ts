import { readdirSync, readFileSync } from 'node:fs';

/** Processes that another one started, oldest first; as Linux tells. */
export const childrenOf = (pid = Number.NaN): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((child) => parentOf(child) === pid)
    .sort((a, b) => a - b);

/** The process that started another one. */
export function parentOf(pid = Number.NaN): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It has just ended.
    return Number.NaN;
  }
}
