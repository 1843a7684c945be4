import type { CopyVerdict, UnseenDistances } from '../../contract/faces/faces.ts';
import { fewestHeldOut } from './memorisation.ts';

/** A distance beside those of unseen pictures; undefined when there are too few to know how near an unseen one is. */
export function against(distance: number, unseen: readonly number[]): UnseenDistances | undefined {
  if (unseen.length < fewestHeldOut) return undefined;
  const sorted = unseen.toSorted((a, b) => a - b);
  return {
    // A distance that was seen: the farther of two in the middle.
    usual: sorted[Math.floor(sorted.length / 2)],
    nearer: sorted.filter((other) => other <= distance).length / sorted.length,
  };
}

/** Near-copies of small sets lie at 0.3–0.5 of the usual distance, new faces at 0.95–1.5: the coach's limit too. */
const copyDistance = 0.5;
/** Sets with duplicates have unseen pictures that are as near as copies: then being near says little. */
const copyShare = 0.01;
const closeShare = 0.05;

/** What a distance means by itself. */
export function copyVerdict(distance: number, compared: UnseenDistances | undefined): CopyVerdict {
  if (compared === undefined) return 'unclear';
  const { usual, nearer } = compared;
  if (nearer <= copyShare && distance < copyDistance * usual) return 'copy';
  return nearer <= closeShare ? 'close' : 'new';
}

const gravest: readonly CopyVerdict[] = ['copy', 'close', 'new', 'unclear'];

/** The gravest of several. */
export const worstVerdict = (verdicts: readonly CopyVerdict[]): CopyVerdict =>
  gravest.find((verdict) => verdicts.includes(verdict)) ?? 'unclear';
