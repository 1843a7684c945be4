import { useQuery } from '@tanstack/react-query';
import { isWaiting, type Run } from '../../../main/contract/runs/runs.ts';
import type { Progress } from '../../../main/contract/system/jobs.ts';
import { studio } from '../../client/studio.ts';
import { isBusy } from '../../runs/run-actions.ts';

/** How far a run is with what comes before its steps: copies of its pictures, and the proof of its engine. */
export function usePreparation(run: Run): Progress | undefined {
  const jobs = useQuery(studio.jobs.list.queryOptions()).data;
  if (!isBusy(run) || isWaiting(run)) return undefined;
  const phase = run.whereabouts?.phase;
  if (phase === 'waiting' || phase === 'lost') return undefined;
  // Those of runs at other places are told apart, as there are several at once.
  // Training itself, and waiting for it, is counted in images.
  const job = jobs?.find(
    ({ kind, state, progress, about }) =>
      kind === 'train' &&
      about?.id === (run.place === undefined ? undefined : run.id) &&
      state === 'running' &&
      progress !== undefined &&
      progress.unit !== 'kimg' &&
      // The last word on the sending stays until the worker has its own to say.
      (progress.unit !== 'runs' || phase === 'sending'),
  );
  return job?.progress;
}
