import { useQuery } from '@tanstack/react-query';
import type { Run } from '../../../main/contract/runs.ts';
import { studio } from '../../client/studio.ts';
import { ProgressLine } from '../../components/ProgressLine.tsx';
import classes from './train.module.css';

/** What happens until the first grid is there. */
export function StartingNote({ run }: { run: Run }) {
  const jobs = useQuery(studio.jobs.list.queryOptions()).data;
  const job = jobs?.find(({ kind, state }) => kind === 'train' && state === 'running');
  if (run.state === 'queued' && job?.progress?.total) {
    return (
      <div className={classes.starting}>
        <ProgressLine title="Preparing" progress={job.progress} />
      </div>
    );
  }
  return <>The first grid comes when training starts.</>;
}
