import { homedir } from 'node:os';
import path from 'node:path';

/** The library that hosts open when no other is named: FACELOOM_LIBRARY, or the folder Faceloom in the user's home. */
export const defaultLibraryDir = (env: NodeJS.ProcessEnv = process.env): string =>
  path.resolve(env['FACELOOM_LIBRARY'] || path.join(homedir(), 'Faceloom'));
