import { type FromCompute, ToCompute } from '../protocol/messages.ts';

/** The line to the studio, whichever way this process was started. */
export interface StudioPort {
  send(message: FromCompute): void;
  onMessage(listener: (message: ToCompute) => void): void;
  /** Called when the studio has gone away. */
  onClosed(listener: () => void): void;
  /** Ends the process once everything sent has left it. */
  exit(code: number): void;
}

/** Electron's `process.parentPort`, as far as it is used here. */
interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
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
    onMessage: (listener) => parentPort.on('message', ({ data }) => listener(ToCompute.parse(data))),
    onClosed() {
      // Electron ends its utility processes itself when the main process goes.
    },
    // postMessage hands over at once, but the pipe is emptied by the event loop.
    exit: (code) => setTimeout(() => process.exit(code), 50),
  };
}
