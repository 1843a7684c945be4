import { createServer } from 'node:http';
import type { Logger } from '../studio/base/log.ts';
import type { Studio } from '../studio/studio.ts';
import { httpHandler } from './http.ts';
import { listen } from './listen.ts';
import { isOwnOrigin, isWildcard, urlHost } from './origin.ts';
import { isAuthorised, newToken } from './token.ts';
import { serveWebSocket } from './websocket.ts';

export interface ServerOptions {
  studio: Pick<Studio, 'router' | 'media' | 'uploads'>;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Where `npm run build` put the page. */
  rendererDir: string;
  log: Logger;
}

export interface RunningServer {
  /** With the token: whoever has it may use the studio. */
  url: string;
  port: number;
  token: string;
  close(): Promise<void>;
}

/** Time for a client to send its headers. */
const headersTimeoutMs = 10_000;
/** Headers name the path of an uploaded file, of which each byte may become three. */
const maximumHeaderBytes = 32 * 1024;
/** Silence after which the system asks whether a client is still there. */
const keepAliveDelayMs = 30_000;

/** Serves a studio to browsers: page, media and uploads over HTTP, the contract over WebSocket. */
export async function startServer({
  studio,
  host,
  port,
  rendererDir,
  log,
}: ServerOptions): Promise<RunningServer> {
  const token = newToken();
  const server = createServer({
    headersTimeout: headersTimeoutMs,
    // Uploads take as long as they take, and end when they fall silent (main/studio/library/uploads.ts).
    requestTimeout: 0,
    maxHeaderSize: maximumHeaderBytes,
    // Ends the lines of machines that went away without a word.
    keepAlive: true,
    keepAliveInitialDelay: keepAliveDelayMs,
  });
  const boundPort = await listen(server, host, port);
  server.on('request', httpHandler({ studio, host, port: boundPort, token, rendererDir, log }));
  const closeLines = serveWebSocket(server, {
    router: studio.router,
    isAllowed: (request) => isOwnOrigin(request, host) && isAuthorised(request, boundPort, token),
    log,
  });
  return {
    // Nobody can open a wildcard address.
    url: `http://${urlHost(isWildcard(host) ? '127.0.0.1' : host)}:${boundPort}/?token=${token}`,
    port: boundPort,
    token,
    close: () =>
      new Promise((resolve) => {
        closeLines();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
