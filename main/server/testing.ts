import { once } from 'node:events';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import type { StudioClient } from '../contract/contract.ts';
import type { RunningServer } from './server.ts';

type Place = Pick<RunningServer, 'port' | 'token'>;

/** A WebSocket to a server of a test; other headers than the right ones can be given. */
export const openSocket = ({ port, token }: Place, headers: Record<string, string> = {}) =>
  new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { authorization: `Bearer ${token}`, ...headers } });

/** A client of the contract over a WebSocket. */
export async function openLine(server: Place): Promise<{ client: StudioClient; websocket: WebSocket }> {
  const websocket = openSocket(server);
  await once(websocket, 'open');
  // The link is written for the browsers' WebSocket, whose methods and events this one has as well.
  const link = new RPCLink({ websocket: websocket as unknown as globalThis.WebSocket });
  return { client: createORPCClient(link), websocket };
}
