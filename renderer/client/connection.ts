import type { Line, OpenLine } from './line.ts';
import { createValueStore, type ValueStore } from './value-store.ts';

/** `connecting` before the first line, `lost` when there is none although there was, or should be by now. */
export type ConnectionState = 'connecting' | 'open' | 'lost';

/** Waits between attempts, in milliseconds; the last one repeats. */
const backoffMs = [250, 500, 1000, 2000, 4000];

/** Failed attempts after which the first line counts as lost too. */
const attemptsUntilLost = 3;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Keeps one line open for as long as the page lives and tells whether it is there. */
export interface Connection {
  readonly state: ValueStore<ConnectionState>;
  /** The open line, as soon as there is one; the first call starts to connect. */
  line(): Promise<Line>;
}

/** A connection that opens a new line, with backoff, whenever the last one breaks. */
export function createConnection(open: OpenLine): Connection {
  const state = createValueStore<ConnectionState>('connecting');
  let current = Promise.withResolvers<Line>();
  let isStarted = false;

  const connectForever = async () => {
    let failures = 0;
    for (;;) {
      const line = await open().catch(() => undefined);
      if (line) {
        failures = 0;
        current.resolve(line);
        state.set('open');
        await line.closed;
        current = Promise.withResolvers<Line>();
        state.set('lost');
      } else {
        failures += 1;
        if (failures >= attemptsUntilLost) state.set('lost');
      }
      await sleep(backoffMs[Math.min(failures, backoffMs.length - 1)] ?? 0);
    }
  };

  return {
    state,
    line() {
      if (!isStarted) {
        isStarted = true;
        void connectForever();
      }
      return current.promise;
    },
  };
}
