import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { expect, test } from 'vitest';
import type { StudioClient } from '../contract/contract.ts';
import { openTestStudio } from '../studio/testing/open-test-studio.ts';
import { servePort } from './serve-port.ts';

const noCompute = () => {
  throw new Error('this test starts no compute process');
};

test('calls, events and errors of the contract cross a message port', async () => {
  await using opened = await openTestStudio({ launchCompute: noCompute });
  const { port1, port2 } = new MessageChannel();
  servePort(port1, opened.studio.router);
  const client: StudioClient = createORPCClient(new RPCLink({ port: port2 }));
  port2.start();

  expect(await client.datasets.list()).toEqual([]);
  await expect(client.runs.get({ id: 'absent-run' })).rejects.toMatchObject({ defined: true });

  const events = await client.system.events();
  const next = events.next();
  await client.system.settings({ theme: 'light' });
  expect(await next).toMatchObject({ value: { type: 'settings.changed' } });
  await events.return();
  port2.close();
});
