/** What the policy looks at. */
export interface KeptCandidate {
  name: string;
  /** Images shown. */
  nimg: number;
  isPinned: boolean;
  /** Kernel inception distance; lower is better. Absent until it was measured. */
  kid?: number | undefined;
}

export interface CheckpointPolicy {
  /** How many of the newest stay: at least 2, so that a damaged one can be fallen back from. */
  newest: number;
  /** The first one at or after each multiple of this many kimg stays too; 0 = none. */
  milestoneKimg: number;
}

/** The checkpoint with the lowest KID, the newer of two equals; undefined until one was measured. */
export function bestCheckpoint<C extends Pick<KeptCandidate, 'nimg' | 'kid'>>(
  checkpoints: readonly C[],
): C | undefined {
  const measured = checkpoints.filter(({ kid }) => kid !== undefined && Number.isFinite(kid));
  return measured.reduce<C | undefined>((best, each) => {
    if (best === undefined) return each;
    const difference = (each.kid ?? 0) - (best.kid ?? 0);
    return difference < 0 || (difference === 0 && each.nimg > best.nimg) ? each : best;
  }, undefined);
}

/**
 * Which checkpoints of a run may go, now that `verified` has been read back from the disk: never it, the one before it,
 * the best, a pinned one or a milestone, and nothing that is newer than it.
 */
export function checkpointsToDrop<C extends KeptCandidate>(
  checkpoints: readonly C[],
  verified: string,
  { newest, milestoneKimg }: CheckpointPolicy,
): C[] {
  const sure = checkpoints.find(({ name }) => name === verified);
  if (sure === undefined) return [];
  const upToSure = checkpoints.filter(({ nimg }) => nimg <= sure.nimg).toSorted((a, b) => b.nimg - a.nimg);
  const kept = new Set([
    ...upToSure.slice(0, Math.max(2, newest)),
    ...milestones(upToSure, milestoneKimg),
    bestCheckpoint(checkpoints),
  ]);
  return upToSure.filter((each) => !each.isPinned && !kept.has(each));
}

function milestones<C extends KeptCandidate>(newestFirst: readonly C[], everyKimg: number): C[] {
  if (everyKimg <= 0) return [];
  const firsts = new Map<number, C>();
  // Older ones come later and replace what the same stretch had.
  for (const each of newestFirst) firsts.set(Math.floor(each.nimg / (everyKimg * 1000)), each);
  return [...firsts.values()];
}
