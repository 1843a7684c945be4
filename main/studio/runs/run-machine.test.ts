import { expect, it } from 'vitest';
import { RunId } from '../../contract/ids.ts';
import { RunState } from '../../contract/runs/runs.ts';
import { assertAllowed, type RunAction } from './run-machine.ts';

it('allows in each state what a person expects, and says the next step otherwise', () => {
  const actions: RunAction[] = ['pause', 'resume', 'stop', 'remove', 'go back'];
  const allowedIn = (state: RunState) =>
    actions.filter((action) => {
      try {
        assertAllowed({ id: RunId.parse('r'), name: 'R', state }, action);
        return true;
      } catch (error) {
        expect(error).toMatchObject({ code: 'RUN_STATE', data: { next: expect.stringMatching(/\.$/) } });
        return false;
      }
    });
  expect(Object.fromEntries(RunState.options.map((state) => [state, allowedIn(state).join(' ')]))).toEqual({
    queued: 'pause stop',
    running: 'pause stop',
    paused: 'resume stop remove go back',
    interrupted: 'resume stop remove go back',
    finished: 'resume remove go back',
    failed: 'resume remove go back',
  });
});
