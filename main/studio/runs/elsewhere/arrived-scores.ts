import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunId } from '../../../contract/ids.ts';
import type { Run } from '../../../contract/runs/runs.ts';
import type { Logger } from '../../base/log.ts';
import type { ComputeProcesses } from '../../compute-process/compute-processes.ts';
import type { Datasets } from '../../datasets/datasets.ts';
import type { Library } from '../../library/library.ts';
import type { SettingsStore } from '../../library/settings.ts';
import type { Checkpoints } from '../checkpoints/checkpoints.ts';
import type { RunFeed } from '../run-feed.ts';
import type { SeriesStore } from '../store/series-store.ts';
import { scoringShare } from '../training/run-scorer.ts';
import { TrainingScores } from '../training/training-scores.ts';

export interface ArrivedScoresOptions {
  library: Pick<Library, 'paths'>;
  datasets: Pick<Datasets, 'holdPixels'>;
  settings: Pick<SettingsStore, 'get'>;
  checkpoints: Pick<Checkpoints, 'score'>;
  series: Pick<SeriesStore, 'addScore' | 'scores'>;
  feed: Pick<RunFeed, 'record' | 'emit'>;
  compute: ComputeProcesses;
  log: Logger;
}

/**
 * Scores checkpoints of runs elsewhere once they have arrived: on this computer, which has the pictures and the room for the
 * face network, one after the other and with rests between them. Of each run the newest waits; older ones are left out.
 */
export class ArrivedScores {
  readonly #options: ArrivedScoresOptions;
  readonly #waiting = new Map<RunId, { run: Run; name: string }>();
  readonly #closed = new AbortController();
  #current: Scoring | undefined;
  #work: Promise<void> | undefined;

  constructor(options: ArrivedScoresOptions) {
    this.#options = options;
  }

  /** A checkpoint of a run is in the library. */
  offer(run: Run, name: string): void {
    if (this.#closed.signal.aborted) return;
    // To the end of the line: each run has its turn.
    this.#waiting.delete(run.id);
    this.#waiting.set(run.id, { run, name });
    this.#work ??= this.#scoreAll();
  }

  /** A run went back: what waits and what is being scored never happened. */
  forget(id: RunId): void {
    this.#waiting.delete(id);
    if (this.#current?.id !== id) return;
    this.#current.isVoid = true;
    this.#current.scores?.forget();
  }

  close(): void {
    this.#closed.abort();
    this.#waiting.clear();
    this.#current?.scores?.close();
  }

  async #scoreAll(): Promise<void> {
    const { signal } = this.#closed;
    for (const [id, { run, name }] of this.#waiting) {
      this.#waiting.delete(id);
      const sinceMs = performance.now();
      try {
        await this.#score(run, name);
        const tookMs = performance.now() - sinceMs;
        await wait(tookMs / (scoringShare * availableParallelism()), undefined, { signal, ref: false });
      } catch (error) {
        if (!signal.aborted) this.#options.log.warn('a checkpoint was not scored', { id, name, error });
      }
    }
    this.#work = undefined;
  }

  async #score(run: Run, name: string): Promise<void> {
    const { library, datasets, settings, compute, series, checkpoints, feed, log } = this.#options;
    const { signal } = this.#closed;
    // The newest arrives once more when its training ends. A run that goes back loses the scores behind it.
    if (series.scores(run.id).some(({ nimg }) => nimg === Number(name))) return;
    const current: Scoring = { id: run.id, isVoid: false, scores: undefined };
    this.#current = current;
    try {
      const { resolution: size, channels } = run.config;
      const wanted = { size, channels, setHash: run.provenance?.setHash };
      using pixels = await datasets.holdPixels(run.datasetId, wanted, signal, () => undefined);
      // Minutes may have passed.
      signal.throwIfAborted();
      if (current.isVoid) return;
      current.scores = new TrainingScores(run, pixels.file, settings.get().engine, {
        ...{ paths: library.paths, series, checkpoints, compute, log },
        record: (event) => feed.record(run.id, event),
        emit: (event) => feed.emit(run.id, event),
      });
      current.scores.saved(name, run.trainingSeconds);
      await current.scores.settled();
    } finally {
      current.scores?.close();
      this.#current = undefined;
    }
  }
}

/** A run whose checkpoint is being scored. */
interface Scoring {
  id: RunId;
  /** The run went back behind the checkpoint. */
  isVoid: boolean;
  /** Absent until its pictures are prepared. */
  scores: TrainingScores | undefined;
}
