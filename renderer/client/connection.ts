import type { Line, OpenLine } from './line.ts';
import { createValueStore, type ValueStore } from './value-store.ts';

/** `connecting` before the first line, `lost` while a line that was there is sought again. */
export type ConnectionState = 'connecting' | 'open' | 'lost';

/** Waits between attempts, in milliseconds; the last one repeats. */
const backoffMs = [250, 500, 1000, 2000, 4000];

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Keeps one line open for ever and tells whether it is there. */
export interface Connection {
  readonly state: ValueStore<ConnectionState>;
  /** The open line, as soon as there is one. */
  line(): Promise<Line>;
}

/** Starts to connect at once and again, with backoff, whenever the line breaks. */
export function keepConnected(open: OpenLine): Connection {
  const state = createValueStore<ConnectionState>('connecting');
  let current = Promise.withResolvers<Line>();

  const connectForever = async () => {
    for (let attempt = 0; ; attempt += 1) {
      const line = await open().catch(() => undefined);
      if (line) {
        attempt = 0;
        current.resolve(line);
        state.set('open');
        await line.closed;
        current = Promise.withResolvers<Line>();
        state.set('lost');
      } else if (attempt === 2 && state.get() === 'connecting') {
        state.set('lost');
      }
      await sleep(backoffMs[Math.min(attempt, backoffMs.length - 1)] ?? 0);
    }
  };
  void connectForever();

  return { state, line: () => current.promise };
}
