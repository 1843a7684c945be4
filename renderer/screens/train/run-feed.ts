import type { RunId } from '../../../main/contract/ids.ts';
import type { Run, RunEvent, Sample } from '../../../main/contract/runs.ts';
import { LossSeries } from '../../charts/loss-series.ts';
import { client, connection } from '../../client/studio.ts';
import { createValueStore, type ValueStore } from '../../client/value-store.ts';

/** Name of the sample grid that shows real pictures. */
export const realsName = 'reals';

/** Everything live about one run, kept outside React. */
export interface RunFeed {
  readonly run: ValueStore<Run | undefined>;
  /** Sample grids by images shown, without the reals. */
  readonly samples: ValueStore<readonly Sample[]>;
  /** True when the run has a grid of real pictures. */
  readonly hasReals: ValueStore<boolean>;
  /** True once the history has been read. */
  readonly isLoaded: ValueStore<boolean>;
  readonly series: LossSeries;
  /** Calls back after each change of the series. */
  readonly onSeries: (listener: () => void) => () => void;
  close(): void;
}

/** Follows a run: its history first, then its stream, over broken lines as well. */
export function openRunFeed(id: RunId): RunFeed {
  const abort = new AbortController();
  const run = createValueStore<Run | undefined>(undefined);
  const samples = createValueStore<readonly Sample[]>([]);
  const hasReals = createValueStore(false);
  const isLoaded = createValueStore(false);
  const series = new LossSeries();
  const revision = createValueStore(0);
  const seriesChanged = () => revision.set(revision.get() + 1);

  const addSamples = (more: readonly Sample[]) => {
    if (more.some(({ name }) => name === realsName)) hasReals.set(true);
    const known = new Map(samples.get().map((sample) => [sample.name, sample]));
    for (const sample of more) if (sample.name !== realsName) known.set(sample.name, sample);
    samples.set([...known.values()].sort((a, b) => a.nimg - b.nimg));
  };

  const apply = (event: RunEvent) => {
    switch (event.type) {
      case 'state':
        run.set(event.run);
        break;
      case 'steps':
        series.append(event.rows);
        seriesChanged();
        break;
      case 'sample':
        addSamples([event.sample]);
        break;
      case 'rewound':
        series.truncateAfter(event.nimg);
        samples.set(samples.get().filter((sample) => sample.nimg <= event.nimg));
        seriesChanged();
        break;
    }
  };

  const follow = async () => {
    while (!abort.signal.aborted) {
      const line = await connection.line();
      try {
        // The stream is opened before the history is read, so that nothing falls between the two.
        const events = await client.runs.watch({ id }, { signal: abort.signal });
        const history = await client.runs.history({ id }, { signal: abort.signal });
        series.truncateAfter(-1);
        series.append(history.rows);
        samples.set([]);
        addSamples(history.samples);
        run.set(await client.runs.get({ id }, { signal: abort.signal }));
        isLoaded.set(true);
        seriesChanged();
        for await (const event of events) apply(event);
      } catch {
        // The line broke, the run was removed or the feed was closed; the list of runs and the connection notice say which.
      }
      await Promise.race([line.closed, new Promise((resolve) => setTimeout(resolve, 2000))]);
    }
  };
  void follow();

  return {
    run,
    samples,
    hasReals,
    isLoaded,
    series,
    onSeries: revision.subscribe,
    close: () => abort.abort(),
  };
}
