import { createRouterClient } from '@orpc/server';
import { contractSuite } from './contract-suite/contract-suite.ts';

contractSuite('in this process', async (studio) => ({
  client: createRouterClient(studio.router),
  close: async () => undefined,
}));
