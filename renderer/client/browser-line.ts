import { RPCLink } from '@orpc/client/websocket';
import type { Line } from './line.ts';

/** Opens a WebSocket to the server that sent this page. */
export async function openBrowserLine(): Promise<Line> {
  const url = new URL(rpcPath, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const websocket = new WebSocket(url);
  const closed = new Promise<void>((resolve) => {
    websocket.addEventListener('close', () => resolve(), { once: true });
  });
  await new Promise<void>((resolve, reject) => {
    websocket.addEventListener('open', () => resolve(), { once: true });
    websocket.addEventListener('error', () => reject(new Error('the studio did not answer')), { once: true });
  });
  return { link: new RPCLink({ websocket }), closed };
}

/** Where the server speaks the contract; the cookie of the page's origin is the key to it. */
const rpcPath = '/rpc';
