import type { Line } from './line.ts';

/** A stream of the studio, and what was read before its first event. */
export interface Opened<Event> {
  events: AsyncIterable<Event>;
  /** Takes in what was read. */
  begin(): void;
}

export interface FollowOptions<Event> {
  /** The line to the studio, as soon as there is one. */
  line(): Promise<Pick<Line, 'closed'>>;
  /** Opens the stream, and reads what else is needed. */
  open(): Promise<Opened<Event>>;
  onEvent(event: Event): void;
  /** Hears of what `begin` and `onEvent` throw, which are faults of the page; the next events are dealt with. */
  onFault(error: unknown): void;
  /** How long until the next attempt while the line holds, in milliseconds. */
  pauseMs: number;
  signal?: AbortSignal;
}

/** Follows a stream of the studio over broken lines, until `signal` aborts. */
export async function followStream<Event>(options: FollowOptions<Event>): Promise<void> {
  const { line: nextLine, open, onEvent, onFault, pauseMs, signal } = options;
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      onFault(error);
    }
  };
  while (!signal?.aborted) {
    const line = await nextLine();
    try {
      const { events, begin } = await open();
      guarded(begin);
      for await (const event of events) guarded(() => onEvent(event));
    } catch {
      // The line broke, what is followed was removed, or nobody follows it any more: the connection notice and the lists say which.
    }
    await Promise.race([line.closed, new Promise((resolve) => setTimeout(resolve, pauseMs))]);
  }
}
