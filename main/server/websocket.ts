import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../studio/base/log.ts';
import type { StudioRouter } from '../studio/router/index.ts';
import { isRequestFrame } from '../studio/router/request-frame.ts';

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
    // From here on nobody else listens: a client that hangs up must not end the studio.
    socket.on('error', (error) => log.debug('a client hung up', { error: error.message }));
    if (request.url?.split('?')[0] !== rpcPath || !isAllowed(request)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    server.handleUpgrade(request, socket, head, (websocket) => {
      websocket.on('error', (error) => log.warn('a line was closed', { error: error.message }));
      handler.upgrade(guarded(websocket, log), { context: {} });
    });
  });
  return () => {
    for (const client of server.clients) client.terminate();
    server.close();
  };
}

/** Messages of the contract are small; pictures and files go by URL. */
const maximumMessageBytes = 1024 * 1024;
const rpcPath = '/rpc';

type Line = Parameters<RPCHandler<Record<never, never>>['upgrade']>[0];

/** Close code of RFC 6455 for data that does not fit the protocol. */
const malformedCode = 1007;

/**
 * The line as oRPC sees it: only frames that are requests reach it, and a client that sends anything else is cut off.
 * oRPC waits for each `send`, so that a slow client holds its streams back at their source, where the oldest events are
 * dropped, and not in the memory of the socket.
 */
function guarded(websocket: WebSocket, log: Logger): Line {
  const listen = websocket.addEventListener.bind(websocket);
  return {
    send: (message) => new Promise<void>((resolve) => websocket.send(message, () => resolve())),
    addEventListener: (type, listener, options) =>
      listen(
        type,
        (event) => {
          if (!('data' in event) || isRequestFrame(event.data)) {
            if (typeof listener === 'function') listener(event);
            else listener.handleEvent(event);
            return;
          }
          log.warn('a malformed message was refused and its line closed');
          websocket.close(malformedCode, 'malformed message');
        },
        options,
      ),
  };
}
