import './use-stand-in.ts';
import type { MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { StudioClient } from '../../main/contract/contract.ts';
import { bridgeChannel } from '../../main/contract/system/bridge-channels.ts';
import { ipcMain, seen } from './electron-stand-in.ts';

/** The built desktop program, started in this process on the stand-in for Electron, up to its window or its end. */
const program = new URL('../../dist/desktop/main.js', import.meta.url);
await import(program.href);
const starts = new Set(['load', 'error box', 'exit']);
while (!seen.some(({ name }) => starts.has(name))) await new Promise((resolve) => setTimeout(resolve, 20));

/** The port that a frame at this address is given; undefined when it is refused. */
export function connectFrom(url: string, nonce = 'a nonce of the right length'): MessagePort | undefined {
  let given: MessagePort | undefined;
  const postMessage = (_channel: string, _nonce: string, ports: [MessagePort]) => {
    [given] = ports;
  };
  const event = { senderFrame: { url, parent: null, postMessage } };
  ipcMain.emit(bridgeChannel.connect, event, nonce);
  return given;
}

/** Calls the program as its page would. */
export function connectPage(): StudioClient {
  const port = connectFrom('studio://app/');
  if (port === undefined) throw new Error('The page was refused its line.');
  const client: StudioClient = createORPCClient(new RPCLink({ port }));
  port.start();
  return client;
}

/** Prints what came of it, with all that the program handed to Electron, and ends this process. */
export function report(found: object): void {
  process.stdout.write(`\n${JSON.stringify({ ...found, seen })}\n`, () => process.exit(0));
}
