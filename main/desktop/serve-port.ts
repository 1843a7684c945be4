import { RPCHandler } from '@orpc/server/message-port';
import type { StudioRouter } from '../studio/router/index.ts';
import { isRequestFrame } from '../studio/router/request-frame.ts';

type PortListener = (event?: { data: unknown }) => void;

/** Electron's MessagePortMain, as far as it is used here. */
export interface Port {
  on(event: string, listener: PortListener): void;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/**
 * Answers the contract's calls on one port until it closes. A message that oRPC cannot read closes the port: it would
 * end as an unhandled rejection in the main process.
 */
export function servePort(port: Port, router: StudioRouter): void {
  new RPCHandler(router).upgrade({
    postMessage: (message: unknown) => port.postMessage(message),
    on: (event: string, listener: PortListener) =>
      port.on(event, (message) => {
        if (event === 'message' && !isRequestFrame(message?.data)) port.close();
        else listener(message);
      }),
  });
  port.start();
}
