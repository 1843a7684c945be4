import { useQueries } from '@tanstack/react-query';
import type { RunId } from '../../../main/contract/ids.ts';
import type { Checkpoint } from '../../../main/contract/runs/runs.ts';
import { studio } from '../../client/studio.ts';

/** The checkpoints of several runs, newest first; of those that are not read yet none. */
export const useCheckpoints = (ids: readonly RunId[]): Checkpoint[][] =>
  useQueries({
    queries: ids.map((id) => studio.runs.checkpoints.queryOptions({ input: { id } })),
    combine: (results) => results.map(({ data }) => data ?? []),
  });
