import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { CardLine, FromCard, Line } from '../messages.ts';

/** Both ends of a line over a message port of Node's; `cut` is what happens when the page's process dies. */
export function lines(): { page: Line<FromCard>; asker: CardLine; cut(reason: string): void } {
  const { port1, port2 } = new MessageChannel();
  let gone: (reason: string) => void = () => undefined;
  return {
    page: lineOver<FromCard>(port1),
    asker: {
      ...lineOver(port2),
      onGone: (listener) => {
        gone = listener;
      },
    },
    cut(reason) {
      port1.close();
      gone(reason);
    },
  };
}

const lineOver = <Sent>(port: MessagePort): Line<Sent> => ({
  send: (message) => port.postMessage(message),
  onMessage: (listener) => void port.on('message', listener),
  close: () => port.close(),
});
