import type { Whereabouts } from '../../../main/contract/places/places.ts';
import type { Run, RunState } from '../../../main/contract/runs/runs.ts';
import { formatOrdinal } from '../../format.ts';
import classes from './StateMark.module.css';

/** The state of a run as a dot and a word or two. */
export function StateMark({ run }: { run: Pick<Run, 'state' | 'queuePosition' | 'place' | 'whereabouts'> }) {
  const { state, queuePosition, place, whereabouts } = run;
  if (place !== undefined && whereabouts !== undefined) {
    return (
      <span className={classes.mark} data-state={dots[whereabouts.phase] ?? state}>
        {`${phases[whereabouts.phase]} ${place.name}`}
      </span>
    );
  }
  return (
    <span className={classes.mark} data-state={queuePosition === undefined ? state : 'waiting'}>
      {queuePosition === undefined ? labels[state] : `queued, ${formatOrdinal(queuePosition)}`}
    </span>
  );
}

/** With the name of the place after it. */
const phases: Record<Whereabouts['phase'], string> = {
  sending: 'being sent to',
  waiting: 'waiting at',
  training: 'training at',
  lost: 'lost sight of at',
};

/** Dots of runs that do not train just now. */
const dots: Partial<Record<Whereabouts['phase'], string>> = {
  sending: 'waiting',
  waiting: 'waiting',
  lost: 'lost',
};

const labels: Record<RunState, string> = {
  queued: 'starting',
  running: 'training',
  paused: 'paused',
  interrupted: 'interrupted',
  finished: 'finished',
  failed: 'failed',
};
