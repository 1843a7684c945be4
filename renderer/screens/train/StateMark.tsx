import type { RunState } from '../../../main/contract/runs.ts';
import classes from './StateMark.module.css';

const labels: Record<RunState, string> = {
  queued: 'starting',
  running: 'training',
  paused: 'paused',
  interrupted: 'interrupted',
  finished: 'finished',
  failed: 'failed',
};

/** The state of a run as a dot and a word. */
export function StateMark({ state }: { state: RunState }) {
  return (
    <span className={classes.mark} data-state={state}>
      {labels[state]}
    </span>
  );
}
