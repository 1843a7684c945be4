import type { Run } from '../../../main/contract/runs/runs.ts';
import { SideRow } from '../../components/SidePanel.tsx';
import { formatKimg } from '../../format.ts';
import { useLiveRun } from '../../runs/use-run-feed.ts';
import { navigate } from '../../view-state.ts';
import { StateMark } from './StateMark.tsx';
import classes from './train.module.css';

interface Props {
  listed: Run;
  isSelected: boolean;
  /** Absent = the run's own. */
  title?: string;
}

/** A run in the list at the left. */
export function RunRow({ listed, isSelected, title = listed.name }: Props) {
  const run = useLiveRun(listed);
  return (
    <SideRow
      isSelected={isSelected}
      onSelect={() => navigate({ screen: 'train', runId: run.id })}
      title={title}
      detail={
        <span className={classes.rowDetail}>
          <StateMark run={run} /> {formatKimg(run.nimg)}
        </span>
      }
    />
  );
}
