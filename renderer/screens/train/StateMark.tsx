import type { Run, RunState } from '../../../main/contract/runs/runs.ts';
import { formatOrdinal } from '../../format.ts';
import classes from './StateMark.module.css';

/** The state of a run as a dot and a word or two. */
export function StateMark({ run }: { run: Pick<Run, 'state' | 'queuePosition'> }) {
  const { state, queuePosition } = run;
  return (
    <span className={classes.mark} data-state={queuePosition === undefined ? state : 'waiting'}>
      {queuePosition === undefined ? labels[state] : `queued, ${formatOrdinal(queuePosition)}`}
    </span>
  );
}

const labels: Record<RunState, string> = {
  queued: 'starting',
  running: 'training',
  paused: 'paused',
  interrupted: 'interrupted',
  finished: 'finished',
  failed: 'failed',
};
