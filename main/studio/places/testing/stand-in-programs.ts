import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';

/** Programs in the place of a scheduler's. */
export interface StandInPrograms {
  /** Makes a program that notes the arguments of each call in a line, and then does something in a shell. */
  program(name: string, does: string): void;
  /** The arguments of each call, as one line. */
  callsOf(name: string): string[];
}

/** Makes a folder for such programs, which stands first in PATH until the environment is put back. Not on Windows. */
export function standInPrograms(folder: string): StandInPrograms {
  mkdirSync(folder);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  const callsFile = (name: string) => join(folder, `${name}.calls`);
  return {
    program(name, does) {
      writeFileSync(join(folder, name), `#!/bin/sh\necho "$*" >> ${callsFile(name)}\n${does}\n`);
      chmodSync(join(folder, name), 0o755);
    },
    callsOf: (name) =>
      existsSync(callsFile(name)) ? readFileSync(callsFile(name), 'utf8').trim().split('\n') : [],
  };
}
