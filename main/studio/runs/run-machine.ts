import { StudioError } from '../../contract/errors.ts';
import { isWaiting, type Run, type RunState } from '../../contract/runs/runs.ts';

export type RunAction = 'pause' | 'resume' | 'stop' | 'remove' | 'go back';
/** What a person may do with a run, by its state. */
const allowed: Record<RunState, readonly RunAction[]> = {
  queued: ['pause', 'stop'],
  running: ['pause', 'stop'],
  paused: ['resume', 'stop', 'remove', 'go back'],
  interrupted: ['resume', 'stop', 'remove', 'go back'],
  finished: ['resume', 'remove', 'go back'],
  failed: ['resume', 'remove', 'go back'],
};

const nextSteps: Record<RunState, string> = {
  queued: 'Pause it first.',
  running: 'Pause or stop it first.',
  paused: 'Resume it first.',
  interrupted: 'Resume it first.',
  finished: 'Resume it with a longer length, or start a new run.',
  failed: 'Resume it from its last checkpoint, or start a new run.',
};

export type RunStanding = Pick<Run, 'state' | 'queuePosition'>;

export const canDo = (run: RunStanding, action: RunAction): boolean =>
  allowed[run.state].includes(action) || (isWaiting(run) && action === 'remove');

/** Throws RUN_STATE when the run's state does not allow the action. */
export function assertAllowed(run: RunStanding & Pick<Run, 'id' | 'name'>, action: RunAction): void {
  if (canDo(run, action)) return;
  throw new StudioError('RUN_STATE', `"${run.name}" is ${run.state}, so it cannot ${action} now.`, {
    next: nextSteps[run.state],
    subject: run.id,
  });
}
