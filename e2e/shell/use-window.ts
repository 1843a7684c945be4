import './use-stand-in.ts';
import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { StudioClient } from '../../main/contract/contract.ts';
import { bridgeChannel } from '../../main/contract/system/bridge-channels.ts';
import { app, ipcMain, request, seen, windows } from './electron-stand-in.ts';

/** Starts the built desktop program, uses it as its window would, closes the window, and prints what came of it. */

const program = new URL('../../dist/desktop/main.js', import.meta.url);
await import(program.href);
while (!seen.some(({ name }) => name === 'load' || name === 'error box'))
  await new Promise((resolve) => setTimeout(resolve, 20));

const page = await request('studio://app/');
const outside = await request('studio://app/../package.json');

/** The port that a frame at this address is given; undefined when it is refused. */
function connectFrom(url: string): MessagePort | undefined {
  let given: MessagePort | undefined;
  const postMessage = (_channel: string, _nonce: string, ports: [MessagePort]) => {
    [given] = ports;
  };
  const event = { senderFrame: { url, parent: null, postMessage } };
  ipcMain.emit(bridgeChannel.connect, event, 'a nonce of the right length');
  return given;
}

const strangerRefused = connectFrom('https://elsewhere.example/') === undefined;
const port = connectFrom('studio://app/');
if (port === undefined) throw new Error('The page was refused its line.');
const client: StudioClient = createORPCClient(new RPCLink({ port }));
port.start();
const { host, engines } = await client.system.info();

const exited = once(app, 'stand-in:exit');
windows[0]?.emit('close', { preventDefault: () => undefined });
await exited;

const report = {
  page: { status: page.status, policy: page.headers.get('content-security-policy') },
  outside: outside.status,
  strangerRefused,
  host,
  engines,
  seen: JSON.parse(JSON.stringify(seen)),
};
process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit(0));
