import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Files and folders among the arguments of a start: what was opened with the program or dropped on its icon. While
 * developing, the first argument is the program's own folder. Flags, also those that Chromium adds, are left out. Desktops
 * may give files as addresses.
 */
export function pathsOfArguments(
  argv: readonly string[],
  { isPackaged, cwd }: { isPackaged: boolean; cwd: string },
): string[] {
  return argv
    .slice(isPackaged ? 1 : 2)
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .map((argument) => path.resolve(cwd, pathOfAddress(argument) ?? argument))
    .filter((file) => existsSync(file));
}

/** The folder of `--library`, which may be named from where the program is started; undefined where none is given. */
export const givenLibrary = (value: string): string | undefined =>
  value === '' ? undefined : path.resolve(value);

/** Undefined where it is not the address of a file of this machine. */
function pathOfAddress(argument: string): string | undefined {
  if (!/^file:\/\//i.test(argument)) return undefined;
  try {
    return fileURLToPath(argument);
  } catch {
    // An address of another machine, or one that no disk could hold.
    return undefined;
  }
}

/** Paths that were opened, kept until there is a page that takes them. */
export class OpenedPaths {
  #waiting: string[] = [];
  #take: ((paths: string[]) => void) | undefined;

  add(paths: readonly string[]): void {
    if (paths.length === 0) return;
    this.#waiting.push(...paths);
    this.#handOver();
  }

  /** From now on paths go to this page; undefined when it has gone. */
  setTaker(take: ((paths: string[]) => void) | undefined): void {
    this.#take = take;
    this.#handOver();
  }

  #handOver(): void {
    if (this.#take === undefined || this.#waiting.length === 0) return;
    const paths = this.#waiting;
    this.#waiting = [];
    this.#take(paths);
  }
}
