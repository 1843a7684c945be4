import { useQuery } from '@tanstack/react-query';
import { isWaiting, type Run } from '../../../main/contract/runs/runs.ts';
import { studio } from '../../client/studio.ts';
import { ProgressLine } from '../../components/ProgressLine.tsx';
import classes from './train.module.css';

/** What happens until the first grid is there. */
export function StartingNote({ run }: { run: Run }) {
  const jobs = useQuery(studio.jobs.list.queryOptions()).data;
  if (isWaiting(run)) return <>The first grid comes when its turn has come.</>;
  // Jobs of runs that wait have no total.
  const job = jobs?.find(
    ({ kind, state, progress }) => kind === 'train' && state === 'running' && progress?.total,
  );
  if (run.state === 'queued' && job) {
    return (
      <div className={classes.starting}>
        <ProgressLine title="Preparing" progress={job.progress} />
      </div>
    );
  }
  return <>The first grid comes when training starts.</>;
}
