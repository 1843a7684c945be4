/**
 * Loaded into compute processes of the stand-in before their program, which then sees what Electron gives it: a
 * `parentPort` whose messages wait for the first listener (lib/utility/init.ts), and an end with its parent.
 */
const send = process.send?.bind(process);
if (send === undefined) throw new Error('This is loaded by the stand-in for Electron.');
const waiting: unknown[] = [];
const listeners: ((event: { data: unknown }) => void)[] = [];

process.on('message', (data) => {
  if (listeners.length === 0) waiting.push(data);
  for (const listener of listeners) listener({ data });
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

Object.assign(process, {
  send: undefined,
  parentPort: {
    postMessage: (message: unknown) => send(message),
    on(_event: 'message', listener: (event: { data: unknown }) => void): void {
      listeners.push(listener);
      for (const data of waiting.splice(0)) listener({ data });
    },
  },
});
