import { createORPCClient, DynamicLink } from '@orpc/client';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { StudioClient } from '../../main/contract/contract.ts';
import { openBrowserLine } from './browser-line.ts';
import { createConnection } from './connection.ts';
import { openDesktopLine } from './desktop-line.ts';

/** The preload's bridge; undefined in a browser. */
export const bridge = window.faceloom;

/** The one connection of this page: a MessagePort on the desktop, a WebSocket in a browser. */
export const connection = createConnection(() => (bridge ? openDesktopLine(bridge) : openBrowserLine()));

/** Calls the studio; a call made while the line is down waits for the next one. */
export const client: StudioClient = createORPCClient(
  new DynamicLink(async () => (await connection.line()).link),
);

/** Query and mutation options for every procedure. */
export const studio = createTanstackQueryUtils(client);
