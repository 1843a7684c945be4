/** A checkpoint that a training saved or began from. */
export interface KeptCheckpoint {
  dir: string;
  nimg: number;
}

/**
 * Of checkpoints, newest first, the newest from when all was still well: one that was saved after a sudden failure holds
 * its weights. The oldest where all are later; undefined where there are none.
 */
export const lastGood = (
  kept: readonly KeptCheckpoint[],
  wellAtNimg = Number.POSITIVE_INFINITY,
): KeptCheckpoint | undefined => kept.find(({ nimg }) => nimg <= wellAtNimg) ?? kept.at(-1);
