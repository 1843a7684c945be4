import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { cacheDir } from '../cache.ts';

/** Why there was no window the last time that one was tried: full sentences. */
export const ElectronProblem = z.object({
  /** `fetch`: Electron could not be downloaded; `start`: it is there, and could not start. */
  at: z.enum(['fetch', 'start']),
  reason: z.string(),
  next: z.string(),
});
export type ElectronProblem = z.infer<typeof ElectronProblem>;

/** Remembers the last problem of one version of Electron, for the next start and for `doctor`. */
export interface ElectronRecord {
  read(): ElectronProblem | undefined;
  /** Replaces what was remembered; undefined forgets it. */
  write(problem: ElectronProblem | undefined): void;
}

/** The record of this user and this version. */
export function electronRecord(version: string, dir: string = cacheDir()): ElectronRecord {
  const file = path.join(dir, `electron-${version}.json`);
  return {
    read() {
      try {
        return ElectronProblem.parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch {
        // Missing or damaged comes to the same: nothing is known of a problem.
        return undefined;
      }
    },
    write(problem) {
      if (problem === undefined) return rmSync(file, { force: true });
      mkdirSync(dir, { recursive: true });
      writeFileSync(file, `${JSON.stringify(problem, null, 2)}\n`);
    },
  };
}
