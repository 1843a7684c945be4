import { RPCHandler } from '@orpc/server/message-port';
import type { StudioRouter } from '../studio/router/index.ts';

/** A port as oRPC takes it: Electron's MessagePortMain, or a MessagePort of Node. */
type Port = Parameters<RPCHandler<Record<never, never>>['upgrade']>[0] & { start(): void };

/** Answers the contract's calls on one port until it closes. */
export function servePort(port: Port, router: StudioRouter): void {
  new RPCHandler(router).upgrade(port);
  port.start();
}
