import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { expect, it } from 'vitest';
import type { StudioClient } from '../contract/contract.ts';
import { contractSuite } from '../studio/testing/contract-suite/contract-suite.ts';
import { openTestStudio } from '../studio/testing/open-test-studio.ts';
import { type Port, servePort } from './serve-port.ts';

/** A port of Node in the shape of Electron's: messages come as events with `data`. */
const likeElectron = (port: MessagePort): Port => ({
  on: (event, listener) => port.on(event, (data: unknown) => listener({ data })),
  postMessage: (message) => port.postMessage(message),
  start: () => port.start(),
  close: () => port.close(),
});

contractSuite('over a message port', async (studio) => {
  const { port1, port2 } = new MessageChannel();
  servePort(likeElectron(port1), studio.router);
  const client: StudioClient = createORPCClient(new RPCLink({ port: port2 }));
  port2.start();
  return { client, close: async () => port2.close() };
});

it.each(['words', '{"i":"1"}', 42, null, { i: 1 }, new Uint8Array(4)])(
  'closes a port that sends %j',
  async (message) => {
    const noCompute = () => {
      throw new Error('not needed');
    };
    await using open = await openTestStudio({ launchCompute: noCompute });
    const { port1, port2 } = new MessageChannel();
    servePort(likeElectron(port1), open.studio.router);
    port2.postMessage(message);
    await once(port2, 'close');
    expect((await open.client.runs.list()).length).toBe(0);
  },
);
