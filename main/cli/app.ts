import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { defaultLibraryDir } from '../studio/library/default-dir.ts';
import { badInput } from './arguments.ts';

/** The checkout that this program runs from. */
export const rootDir = fileURLToPath(new URL('../..', import.meta.url));
export const rendererDir = join(rootDir, 'dist', 'renderer');
export const computeEntry = join(rootDir, 'main', 'compute', 'main.ts');

const Package = z.object({ version: z.string() });
export const version = Package.parse(JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8'))).version;

/** Scripts of package.json that pass paths of the user on. */
const userScripts: ReadonlySet<string | undefined> = new Set(['faceloom', 'demo', 'start']);

/**
 * A path that the user typed. npm runs scripts in the folder of package.json and says where it was called. An empty text,
 * as a shell gives for a variable that is not set, is INVALID_INPUT: it would name the current folder.
 */
export function userPath(path: string): string {
  if (path.trim() === '')
    throw badInput(
      'A path was given as an empty text.',
      'Name a file or a folder; "." is the current folder.',
    );
  const { npm_lifecycle_event: script, INIT_CWD: calledFrom } = process.env;
  return userScripts.has(script) && calledFrom ? resolve(calledFrom, path) : resolve(path);
}

/** `--library`, or else the user's usual one. */
export const libraryDir = (given?: string): string =>
  given === undefined ? defaultLibraryDir() : userPath(given);
