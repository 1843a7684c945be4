import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import type { Logger } from '../studio/log.ts';
import type { StudioRouter } from '../studio/router/index.ts';

/** Messages of the contract are small; pictures and files go by URL. */
const maximumMessageBytes = 1024 * 1024;
const rpcPath = '/rpc';

export interface WebSocketOptions {
  router: StudioRouter;
  /** Token and origin of the request that asks for a line. */
  isAllowed(request: IncomingMessage): boolean;
  log: Logger;
}

/** Speaks the contract over WebSockets at `/rpc`; returns the function that ends all lines. */
export function serveWebSocket(http: Server, { router, isAllowed, log }: WebSocketOptions): () => void {
  const handler = new RPCHandler(router);
  const server = new WebSocketServer({ noServer: true, maxPayload: maximumMessageBytes });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (new URL(request.url ?? '/', 'http://local').pathname !== rpcPath || !isAllowed(request)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    server.handleUpgrade(request, socket, head, (websocket) => {
      websocket.on('error', (error) => log.warn('a line was closed', { error: error.message }));
      handler.upgrade(websocket, { context: {} });
    });
  });
  return () => {
    for (const client of server.clients) client.terminate();
    server.close();
  };
}
