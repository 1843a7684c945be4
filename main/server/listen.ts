import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StudioError } from '../contract/errors.ts';

/** Begins to listen; gives the port, which is a free one for 0. */
export const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explainListenError(error, host, port)));
    server.listen({ port, host, backlog }, () => resolve((server.address() as AddressInfo).port));
  });

/** Refuses a port or an address that cannot be listened on, before anything is opened or made for it. */
export async function assertCanListen(host: string, port: number): Promise<void> {
  const server = createServer();
  await listen(server, host, port);
  await new Promise((resolve) => server.close(resolve));
}

/** Connections that may wait to be accepted: many clients begin at the same moment. */
const backlog = 2048;

function explainListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new StudioError(
      'PORT_TAKEN',
      `Port ${port} is taken by another program.`,
      {
        next: 'Close that program, or choose another port with --port (0 takes a free one).',
        subject: String(port),
      },
      { cause: error },
    );
  }
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL') {
    return new StudioError(
      'INVALID_INPUT',
      `This machine cannot listen on ${host}:${port}.`,
      { next: 'Choose a port above 1023 and an address of this machine.', subject: `${host}:${port}` },
      { cause: error },
    );
  }
  return error;
}
