import type { MessagePort } from 'node:worker_threads';
import { z } from 'zod';

/** Electron's MessagePortMain, as far as the program uses it. */
export interface ElectronPort {
  on(event: string, listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** A port of Node's that gives its messages as events with `data`. */
export const electronPort = (port: MessagePort): ElectronPort => ({
  on: (event, listener) => void port.on(event, (data: unknown) => listener({ data })),
  postMessage: (message) => port.postMessage(message),
  start: () => port.start(),
  close: () => port.close(),
});

/** A plain child process can be sent no port: it gets a number, and what is said over the port with that number. */
export const WithPorts = z.strictObject({ 'stand-in:ports': z.array(z.int()), data: z.unknown() });
export const OverPort = z.strictObject({ 'stand-in:port': z.int(), said: z.unknown() });
