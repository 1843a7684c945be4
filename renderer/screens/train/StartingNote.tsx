import { isWaiting, type Run } from '../../../main/contract/runs/runs.ts';

/** What is said until the first grid is there. */
export const StartingNote = ({ run }: { run: Run }) =>
  isWaiting(run)
    ? 'The first grid comes when its turn has come.'
    : 'The first grid comes when training starts.';
