import type { RunId } from '../../main/contract/ids.ts';
import type { RunTick, TimelineEvent } from '../../main/contract/runs/health.ts';
import { type Run, type RunEvent, realsName, type Sample } from '../../main/contract/runs/runs.ts';
import type { StepColumn } from '../../main/contract/runs/step-columns.ts';
import type { RunScore } from '../../main/contract/scores/scores.ts';
import type { Series } from '../charts/series.ts';
import { followStream } from '../client/follow-stream.ts';
import { notifyPageFault } from '../client/notify.tsx';
import { client, connection } from '../client/studio.ts';
import { createValueStore, type ValueStore } from '../client/value-store.ts';
import { CloserLook } from './closer-look.ts';
import {
  createScoreSeries,
  createStepSeries,
  createTickSeries,
  type ScoreColumn,
  scoreRow,
  stepRow,
  type TickColumn,
  tickRow,
} from './run-series.ts';

/** How long a run had trained when it had been shown so many images. */
export interface Moment {
  nimg: number;
  trainingSeconds: number;
}

/** Everything live about one run, kept outside React. */
export interface RunFeed {
  readonly run: ValueStore<Run | undefined>;
  /** Sample grids by images shown, without the reals. */
  readonly samples: ValueStore<readonly Sample[]>;
  /** True when the run has a grid of real pictures. */
  readonly hasReals: ValueStore<boolean>;
  /** True once the history has been read. */
  readonly isLoaded: ValueStore<boolean>;
  /** In the order in which it happened. */
  readonly timeline: ValueStore<readonly TimelineEvent[]>;
  /** The last few, oldest first. */
  readonly recentTicks: ValueStore<readonly RunTick[]>;
  /** When how many images had been shown, once a tick; empty for runs from before it was noted. */
  readonly moments: ValueStore<readonly Moment[]>;
  readonly steps: Series<StepColumn>;
  /** The same, read again from the studio where a zoom asks for more. */
  readonly closerSteps: CloserLook;
  readonly ticks: Series<TickColumn>;
  /** Of checkpoints that were scored while it trained. */
  readonly scores: Series<ScoreColumn>;
  readonly hasScores: ValueStore<boolean>;
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
  const timeline = createValueStore<readonly TimelineEvent[]>([]);
  const recentTicks = createValueStore<readonly RunTick[]>([]);
  const moments = createValueStore<readonly Moment[]>([]);
  const steps = createStepSeries();
  const ticks = createTickSeries();
  const scores = createScoreSeries();
  const hasScores = createValueStore(false);
  const revision = createValueStore(0);
  const seriesChanged = () => revision.set(revision.get() + 1);
  const closerSteps = new CloserLook(id, steps, seriesChanged);

  const addSamples = (more: readonly Sample[]) => {
    if (more.some(({ name }) => name === realsName)) hasReals.set(true);
    const known = new Map(samples.get().map((sample) => [sample.name, sample]));
    for (const sample of more) if (sample.name !== realsName) known.set(sample.name, sample);
    samples.set([...known.values()].sort((a, b) => a.nimg - b.nimg));
  };

  const addTicks = (more: readonly RunTick[]) => {
    const fresh = more.filter(({ nimg }) => nimg > ticks.newestNimg);
    ticks.append(fresh.map(tickRow));
    recentTicks.set([...recentTicks.get(), ...fresh].slice(-keptTicks));
    const timed = fresh.flatMap(({ nimg, trainingSeconds }) =>
      trainingSeconds === undefined ? [] : [{ nimg, trainingSeconds }],
    );
    moments.set([...moments.get(), ...timed]);
  };

  const addScores = (more: readonly RunScore[]) => {
    // A score comes some time after its checkpoint, but never before an earlier one's.
    scores.append(more.filter(({ nimg }) => nimg > scores.newestNimg).map(scoreRow));
    hasScores.set(scores.newestNimg > 0);
  };

  const addEvent = (event: TimelineEvent) => {
    // What happened while the history was read is in both.
    const isKnown = timeline.get().some(({ at, sentence }) => at === event.at && sentence === event.sentence);
    if (!isKnown) timeline.set([...timeline.get(), event]);
  };

  const forgetAfter = (nimg: number) => {
    steps.truncateAfter(nimg);
    closerSteps.truncateAfter(nimg);
    ticks.truncateAfter(nimg);
    scores.truncateAfter(nimg);
    recentTicks.set(recentTicks.get().filter((tick) => tick.nimg <= nimg));
    moments.set(moments.get().filter((moment) => moment.nimg <= nimg));
  };

  const apply = (event: RunEvent) => {
    switch (event.type) {
      case 'state':
        run.set(event.run);
        break;
      case 'steps':
        steps.append(event.rows.map(stepRow));
        seriesChanged();
        break;
      case 'tick':
        addTicks([event.tick]);
        seriesChanged();
        break;
      case 'score':
        addScores([event.score]);
        seriesChanged();
        break;
      case 'timeline':
        addEvent(event.event);
        break;
      case 'sample':
        addSamples([event.sample]);
        break;
      case 'rewound':
        forgetAfter(event.nimg);
        samples.set(samples.get().filter((sample) => sample.nimg <= event.nimg));
        seriesChanged();
        break;
    }
  };

  const { signal } = abort;
  void followStream<RunEvent>({
    line: connection.line,
    async open() {
      // The stream is opened before the history is read, so that nothing falls between the two.
      const events = await client.runs.watch({ id }, { signal });
      const { points } = await client.runs.series({ id }, { signal });
      const history = await client.runs.history({ id }, { signal });
      const now = await client.runs.get({ id }, { signal });
      const begin = () => {
        forgetAfter(-1);
        steps.append(points);
        addTicks(history.ticks);
        addScores(history.scores);
        timeline.set(history.timeline);
        samples.set([]);
        addSamples(history.samples);
        run.set(now);
        isLoaded.set(true);
        seriesChanged();
      };
      return { events, begin };
    },
    onEvent: apply,
    onFault: notifyPageFault,
    pauseMs: 2000,
    signal,
  });

  return {
    run,
    samples,
    hasReals,
    isLoaded,
    timeline,
    recentTicks,
    moments,
    steps,
    closerSteps,
    ticks,
    scores,
    hasScores,
    onSeries: revision.subscribe,
    close: () => abort.abort(),
  };
}

/** Ticks that the coach looks back at. */
const keptTicks = 5;
