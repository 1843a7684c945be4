import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { StudioClient } from '../contract/contract.ts';
import { contractSuite } from '../studio/testing/contract-suite.ts';
import { servePort } from './serve-port.ts';

contractSuite('over a message port', async (studio) => {
  const { port1, port2 } = new MessageChannel();
  servePort(port1, studio.router);
  const client: StudioClient = createORPCClient(new RPCLink({ port: port2 }));
  port2.start();
  return { client, close: async () => port2.close() };
});
