import path from 'node:path';
import envPaths from 'env-paths';

/** Folder for what can be fetched or built again, one per user and shared by all checkouts; FACELOOM_CACHE_DIR moves it. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const override = env['FACELOOM_CACHE_DIR'];
  return override ? path.resolve(override) : envPaths('faceloom', { suffix: '' }).cache;
}
