import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { endWithSession, endWithWindowsSession } from './session-end.ts';

function setUp(isTraining: boolean) {
  const [processes, monitor, window] = [new EventEmitter(), new EventEmitter(), new EventEmitter()];
  const end = vi.fn();
  const deps = { isTraining: () => isTraining, end };
  // As far as they are listened to, all three are emitters.
  endWithSession(processes as unknown as NodeJS.Process, monitor as never, deps);
  endWithWindowsSession(window as never, deps);
  return { processes, monitor, window, end, event: { preventDefault: vi.fn() } };
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('%s ends the program', (signal) => {
  const { processes, end } = setUp(true);
  processes.emit(signal);
  expect(end).toHaveBeenCalledOnce();
});

test.each([true, false])('a shutdown is put off only for a checkpoint (training: %s)', (isTraining) => {
  const { monitor, window, end, event } = setUp(isTraining);
  monitor.emit('shutdown', event);
  window.emit('query-session-end', event);
  expect(end).toHaveBeenCalledTimes(2);
  expect(event.preventDefault).toHaveBeenCalledTimes(isTraining ? 2 : 0);
});

test('the end of a Windows session ends the program, whatever came before', () => {
  const { window, end } = setUp(true);
  window.emit('session-end');
  expect(end).toHaveBeenCalledOnce();
});
