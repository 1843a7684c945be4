import type { RunId } from '../../contract/ids.ts';
import type { Run, RunEvent } from '../../contract/runs.ts';
import type { SystemEvent } from '../../contract/system.ts';
import { EventBus } from '../events.ts';
import type { RunStore } from './run-store.ts';

/** Saves runs, and tells those who watch one and those who list them. */
export class RunFeed {
  readonly #store: RunStore;
  readonly #events: EventBus<SystemEvent>;
  readonly #watchers = new EventBus<{ id: RunId; event: RunEvent }>();

  constructor(store: RunStore, events: EventBus<SystemEvent>) {
    this.#store = store;
    this.#events = events;
  }

  /** Saves a run without the gauges, which belong to a training that goes on. */
  save(run: Run): void {
    const saved: Run = {
      ...run,
      imagesPerSecond: undefined,
      secondsLeft: undefined,
      computeMemoryBytes: undefined,
      updatedAt: new Date().toISOString(),
    };
    this.#store.save(saved);
    this.emit(run.id, { type: 'state', run: saved });
    this.announce(run.id);
  }

  emit(id: RunId, event: RunEvent): void {
    this.#watchers.publish({ id, event });
  }

  /** Lists of runs are out of date. */
  announce(id: RunId): void {
    this.#events.publish({ type: 'runs.changed', id });
  }

  /** The state that `first` reads, then everything that happens to the run; nothing in between is lost. */
  async *watch(id: RunId, first: () => Run, signal?: AbortSignal): AsyncGenerator<RunEvent, void> {
    const events = this.#watchers.subscribe(signal);
    try {
      yield { type: 'state', run: first() };
      for await (const event of events) if (event.id === id) yield event.event;
    } finally {
      await events.return();
    }
  }
}
