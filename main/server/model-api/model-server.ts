import { createServer } from 'node:http';
import type { Logger } from '../../studio/base/log.ts';
import { listen } from '../listen.ts';
import { isWildcard, urlHost } from '../origin.ts';
import { newToken } from '../token.ts';
import { modelApiHandler } from './handler.ts';
import type { ModelSource } from './model-source.ts';

export interface ModelServerOptions {
  model: ModelSource;
  version: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Whether the token is asked for. */
  isGuarded: boolean;
  log: Logger;
}

export interface RunningModelServer {
  /** With the token, where there is one: whoever has it may ask. */
  url: string;
  port: number;
  token: string | undefined;
  /** Answers what has been asked, for a few seconds at most, and nothing new. */
  close(): Promise<void>;
}

/** Time for a client to send its headers, and its whole request. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 60_000;
const farewellMs = 5000;

/** Serves one model to other programs over HTTP. */
export async function startModelServer({
  model,
  version,
  host,
  port,
  isGuarded,
  log,
}: ModelServerOptions): Promise<RunningModelServer> {
  const token = isGuarded ? newToken() : undefined;
  const server = createServer({ headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs });
  const boundPort = await listen(server, host, port);
  server.on('request', modelApiHandler({ model, version, host, port: boundPort, token, log }));
  // Nobody can open a wildcard address.
  const address = `http://${urlHost(isWildcard(host) ? '127.0.0.1' : host)}:${boundPort}/`;
  return {
    url: token === undefined ? address : `${address}?token=${token}`,
    port: boundPort,
    token,
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), farewellMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}
