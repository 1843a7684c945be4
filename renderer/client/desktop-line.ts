import { RPCLink } from '@orpc/client/message-port';
import { type DesktopBridge, portMessageType } from '../../main/contract/system/bridge.ts';
import type { Line } from './line.ts';

/** Asks the preload for a MessagePort to the studio in the main process. */
export async function openDesktopLine(bridge: DesktopBridge): Promise<Line> {
  const nonce = crypto.randomUUID();
  const port = await new Promise<MessagePort>((resolve, reject) => {
    const timer = setTimeout(() => finish(new Error('the studio did not hand over its line')), handOverMs);
    const onMessage = (event: MessageEvent) => {
      const [port] = event.ports;
      if (port && isHandOver(event, nonce)) finish(port);
    };
    const finish = (outcome: MessagePort | Error) => {
      clearTimeout(timer);
      window.removeEventListener('message', onMessage);
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    window.addEventListener('message', onMessage);
    bridge.connect(nonce);
  });
  const closed = new Promise<void>((resolve) => port.addEventListener('close', () => resolve()));
  const link = new RPCLink({ port });
  port.start();
  return { link, closed };
}

/** How long the preload may take to hand over the port. */
const handOverMs = 10_000;

/** True when `event` is the preload's answer to our `nonce` and not a message of somebody else. */
function isHandOver(event: MessageEvent, nonce: string): boolean {
  const data: unknown = event.data;
  return (
    event.source === window &&
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    data.type === portMessageType &&
    'nonce' in data &&
    data.nonce === nonce
  );
}
