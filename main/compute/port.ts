import { GpuFailure } from '../gpu/gpu-failure.ts';
import type { CardLine } from '../gpu/messages.ts';
import { GpuWindowMessage, type WantsGpuWindow } from '../protocol/gpu-window.ts';
import { type FromCompute, ToCompute } from '../protocol/messages.ts';
import type { AskForCard } from './engines/window-card.ts';

/** The line to the studio, whichever way this process was started. */
export interface StudioPort {
  send(message: FromCompute): void;
  onMessage(listener: (message: ToCompute) => void): void;
  /** Called when the studio has gone away. */
  onClosed(listener: () => void): void;
  /** Ends the process once everything sent has left it. */
  exit(code: number): void;
  /** Present where Dawn cannot be loaded: Electron lets no memory of others into its processes. */
  readonly askForCard?: AskForCard;
}

/** Electron's `process.parentPort`, as far as it is used here. */
interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: ElectronPort[] }) => void): void;
}

/** Electron's `MessagePortMain`, as far as it is used here. */
interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  start(): void;
  close(): void;
}

/** `utilityProcess` gives `process.parentPort`; `child_process.fork` gives `process.send`. */
export function studioPort(): StudioPort {
  const parentPort = Reflect.get(process, 'parentPort') as ElectronParentPort | undefined;
  if (parentPort !== undefined) return electronPort(parentPort);
  if (process.send !== undefined) return forkPort();
  throw new Error('main/compute/main.ts is started by the studio, not by hand');
}

function forkPort(): StudioPort {
  let pending = 0;
  let whenFlushed: (() => void) | undefined;
  return {
    send(message) {
      if (!process.connected) return;
      pending += 1;
      process.send?.(message, undefined, undefined, () => {
        pending -= 1;
        if (pending === 0) whenFlushed?.();
      });
    },
    onMessage: (listener) => process.on('message', (message) => listener(ToCompute.parse(message))),
    onClosed: (listener) => process.on('disconnect', listener),
    exit(code) {
      if (pending === 0) process.exit(code);
      whenFlushed = () => process.exit(code);
    },
  };
}

function electronPort(parentPort: ElectronParentPort): StudioPort {
  return {
    send: (message) => parentPort.postMessage(message),
    onMessage: (listener) =>
      parentPort.on('message', ({ data }) => {
        if (!GpuWindowMessage.safeParse(data).success) listener(ToCompute.parse(data));
      }),
    onClosed() {
      // Electron ends its utility processes itself when the main process goes.
    },
    // postMessage hands over at once, but the pipe is emptied by the event loop.
    exit: (code) => setTimeout(() => process.exit(code), 50),
    askForCard: () => askForCard(parentPort),
  };
}

/** The shell gives a port at once, and says when the page at its other end is gone, or never was. */
function askForCard(parentPort: ElectronParentPort): Promise<CardLine> {
  const { promise, resolve, reject } = Promise.withResolvers<CardLine>();
  let tell = (reason: string): void => reject(new GpuFailure('lost', reason));
  parentPort.on('message', ({ data, ports: [port] }) => {
    const message = GpuWindowMessage.safeParse(data).data;
    if (message?.type === 'gpu-window-gone') tell(message.reason);
    if (message?.type !== 'gpu-window') return;
    resolve({
      send: (sent) => port.postMessage(sent),
      onMessage(listener) {
        port.on('message', (event) => listener(event.data));
        port.start();
      },
      onGone(listener) {
        tell = listener;
      },
      close: () => port.close(),
    });
  });
  parentPort.postMessage({ type: 'wants-gpu-window' } satisfies WantsGpuWindow);
  return promise;
}
