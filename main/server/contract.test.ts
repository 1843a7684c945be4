import { createLogger } from '../studio/base/log.ts';
import { contractSuite } from '../studio/testing/contract-suite/contract-suite.ts';
import { startServer } from './server.ts';
import { openLine } from './testing.ts';

contractSuite('over a WebSocket', async (studio) => {
  const server = await startServer({
    studio,
    host: '127.0.0.1',
    port: 0,
    rendererDir: 'none',
    log: createLogger(() => undefined),
  });
  const { client, websocket } = await openLine(server);
  return {
    client,
    close: async () => {
      websocket.terminate();
      await server.close();
    },
  };
});
