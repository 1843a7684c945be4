import { cacheDir } from '../../setup/cache.ts';

/**
 * What a test starts the program with: a home of its own, and nothing of this process's environment but the proofs of
 * engines and the compiled modules that were made before, so that none waits for another.
 */
export const programEnvironment = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: home,
  FACELOOM_CACHE_DIR: cacheDir(),
  FACELOOM_ENGINE_CHOICE: 'first',
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
});
