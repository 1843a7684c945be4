import path from 'node:path';
import envPaths from 'env-paths';

/** The library that hosts open when no other is named: one per user; FACELOOM_LIBRARY moves it. */
export function defaultLibraryDir(env: NodeJS.ProcessEnv = process.env): string {
  const override = env['FACELOOM_LIBRARY'];
  return override ? path.resolve(override) : path.join(envPaths('faceloom', { suffix: '' }).data, 'library');
}
