import { StudioError } from '../contract/errors.ts';

/** Why the set-up did not succeed, and the next step, as full sentences. */
export interface SetupProblem {
  reason: string;
  next: string;
}

const again = 'then run npm run setup:tensorflow.';

/** Puts whatever stopped the set-up into words. */
export function toSetupProblem(error: unknown, cacheDir: string): SetupProblem {
  if (error instanceof StudioError) return { reason: error.message, next: error.data.next };
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      reason: `The disk of ${cacheDir} is full.`,
      next: `Make room, or set FACELOOM_CACHE_DIR to a folder on a larger disk, ${again}`,
    };
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return {
      reason: `${error instanceof Error ? error.message : code}.`,
      next: `Make the folder writable, or set FACELOOM_CACHE_DIR to another one, ${again}`,
    };
  }
  return {
    reason: error instanceof Error ? error.message : String(error),
    next: 'Run npm run setup:tensorflow -- --force; if the message stays, report it.',
  };
}
