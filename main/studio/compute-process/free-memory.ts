import { freemem, totalmem } from 'node:os';

/** Memory that a new process can have, in bytes. */
export function freeMemory(): number {
  // Linux counts what it can give back, and limits of a container; so does Windows.
  if (process.platform !== 'darwin') return process.availableMemory();
  // macOS calls only untouched pages free, and gives back what it keeps for files when asked.
  return Math.max(freemem(), totalmem() / 2);
}
