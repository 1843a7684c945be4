import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { type ElectronPort, electronPort, OverPort, WithPorts } from './port-relay.ts';

/**
 * Loaded into compute processes of the stand-in before their program, which then sees what Electron gives it: a
 * `parentPort` whose messages wait for the first listener (lib/utility/init.ts), and an end with its parent.
 */
const send = process.send?.bind(process);
if (send === undefined) throw new Error('This is loaded by the stand-in for Electron.');
interface ParentEvent {
  data: unknown;
  ports: ElectronPort[];
}
const waiting: ParentEvent[] = [];
const listeners: ((event: ParentEvent) => void)[] = [];
/** Our ends of the ports that came, by number. */
const relayed = new Map<number, MessagePort>();

process.on('message', (message) => {
  const said = OverPort.safeParse(message).data;
  if (said !== undefined) {
    relayed.get(said['stand-in:port'])?.postMessage(said.said);
    return;
  }
  const withPorts = WithPorts.safeParse(message).data;
  const event: ParentEvent =
    withPorts === undefined
      ? { data: message, ports: [] }
      : { data: withPorts.data, ports: withPorts['stand-in:ports'].map(portOf) };
  if (listeners.length === 0) waiting.push(event);
  for (const listener of listeners) listener(event);
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

function portOf(number: number): ElectronPort {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', (said: unknown) => send?.({ 'stand-in:port': number, said }));
  relayed.set(number, port1);
  return electronPort(port2);
}

Object.assign(process, {
  send: undefined,
  parentPort: {
    postMessage: (message: unknown) => send(message),
    on(_event: 'message', listener: (event: ParentEvent) => void): void {
      listeners.push(listener);
      for (const event of waiting.splice(0)) listener(event);
    },
  },
});
