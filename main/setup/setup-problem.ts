import { StudioError } from '../contract/errors.ts';
import { explainIfDiskError } from '../disk/disk-error.ts';
import { cpuBuild } from './builds.ts';
import type { TensorflowBuild } from './wheels.ts';

/** Why the set-up did not succeed, and the next step, as full sentences. */
export interface SetupProblem {
  reason: string;
  next: string;
}

/** Puts whatever stopped the set-up into words. */
export function toSetupProblem(
  error: unknown,
  cacheDir: string,
  { command }: Pick<TensorflowBuild, 'command'> = cpuBuild,
): SetupProblem {
  const { reason, next } = problemOf(error, cacheDir);
  // The parts of the set-up name its usual command; each build has one of its own.
  return { reason, next: next.replace(/npm run setup:tensorflow(?! -- --cuda)/, command) };
}

function problemOf(error: unknown, cacheDir: string): SetupProblem {
  if (error instanceof StudioError) return { reason: error.message, next: error.data.next };
  const explained = explainIfDiskError(error, {
    subject: cacheDir,
    goOn: 'run npm run setup:tensorflow again; FACELOOM_CACHE_DIR may name a folder on another disk',
  });
  if (explained instanceof StudioError)
    return { reason: `${explained.message} (${explained.data.subject})`, next: explained.data.next };
  return {
    reason: error instanceof Error ? error.message : String(error),
    next: 'Run npm run setup:tensorflow again; if the message stays, report it.',
  };
}
