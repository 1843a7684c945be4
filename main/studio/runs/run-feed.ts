import type { RunId } from '../../contract/ids.ts';
import type { TimelineEvent } from '../../contract/runs/health.ts';
import type { Run, RunEvent } from '../../contract/runs/runs.ts';
import type { SystemEvent } from '../../contract/system/system.ts';
import { EventBus } from '../base/events.ts';
import type { Logger } from '../base/log.ts';
import type { RunStore } from './store/run-store.ts';
import type { SeriesStore } from './store/series-store.ts';

/** Something in the life of a run that its owner may want to know of, and the run as it was saved last. */
export interface RunNews {
  run: Run;
  event: TimelineEvent;
}

/** Saves runs, and tells those who watch one and those who list them. */
export class RunFeed {
  readonly #store: RunStore;
  readonly #series: SeriesStore;
  readonly #events: EventBus<SystemEvent>;
  readonly #watchers: EventBus<{ id: RunId; event: RunEvent }>;
  readonly #news: EventBus<RunNews>;

  constructor(store: RunStore, series: SeriesStore, events: EventBus<SystemEvent>, log: Logger) {
    this.#store = store;
    this.#series = series;
    this.#events = events;
    this.#watchers = new EventBus(log);
    this.#news = new EventBus(log);
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

  /** Writes an event into the run's timeline. */
  record(id: RunId, happened: Omit<TimelineEvent, 'at'>): void {
    const event: TimelineEvent = { ...happened, at: new Date().toISOString() };
    this.#series.addEvent(id, event);
    this.emit(id, { type: 'timeline', event });
    this.#news.publish({ run: this.#store.get(id), event });
  }

  /** Calls back with each event of each timeline; returns the unsubscribe function. */
  onNews(listener: (news: RunNews) => void): () => void {
    return this.#news.listen(listener);
  }

  emit(id: RunId, event: RunEvent): void {
    this.#watchers.publish({ id, event });
  }

  /** Lists of runs are out of date. */
  announce(id?: RunId): void {
    this.#events.publish({ type: 'runs.changed', ...(id === undefined ? {} : { id }) });
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
