import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { libraryPaths } from './paths.ts';

/**
 * The library that hosts open when no other is named: FACELOOM_LIBRARY, or the folder Faceloom in the user's home. Where the
 * program itself was cloned to that folder, it is "Faceloom Library" beside it.
 */
export function defaultLibraryDir(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): string {
  if (env['FACELOOM_LIBRARY']) return path.resolve(env['FACELOOM_LIBRARY']);
  const usual = path.join(home, 'Faceloom');
  const isClone = existsSync(path.join(usual, 'package.json')) && !existsSync(libraryPaths(usual).database);
  return isClone ? path.join(home, 'Faceloom Library') : usual;
}
