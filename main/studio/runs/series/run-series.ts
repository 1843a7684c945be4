import type { JobId, RunId } from '../../../contract/ids.ts';
import type { ExportSeriesInput, HistoryOutput, Run, SeriesInput } from '../../../contract/runs/runs.ts';
import type { StepSpan } from '../../../contract/runs/step-columns.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { LibraryPaths } from '../../library/paths.ts';
import { exportFile } from '../../target-folders/export-target.ts';
import { fileNamePart } from '../../target-folders/file-names.ts';
import type { SeriesStore } from '../store/series-store.ts';
import { scoringOf } from '../training/training-scores.ts';
import { seriesCsv } from './series-csv.ts';
import { readSpans } from './step-spans.ts';

export interface RunSeriesOptions {
  paths: LibraryPaths;
  jobs: Jobs;
  store: SeriesStore;
  /** Throws RUN_NOT_FOUND. */
  runOf(id: RunId): Run;
  /** Writes the rows that a training still holds back. */
  flush(id: RunId): void;
}

/** The numbers of runs over their time: what was measured of each step, tick and checkpoint. */
export class RunSeries {
  readonly #options: RunSeriesOptions;

  constructor(options: RunSeriesOptions) {
    this.#options = options;
  }

  /** Everything but the steps. */
  history(id: RunId): HistoryOutput {
    const { store, runOf } = this.#options;
    const scoring = scoringOf(runOf(id));
    return {
      samples: store.samples(id),
      ticks: store.ticks(id),
      scores: store.scores(id),
      ...('reason' in scoring ? { noScores: scoring.reason } : {}),
      timeline: store.timeline(id),
    };
  }

  /** Steps in order, several of them summed up in one span where there are too many. */
  spans(input: SeriesInput): Promise<StepSpan[]> {
    const { store, runOf, flush } = this.#options;
    runOf(input.id);
    flush(input.id);
    return readSpans(store, input);
  }

  /** Writes all numbers of a run to a CSV file, as a job. */
  export({ id, directory, name }: ExportSeriesInput): JobId {
    const { jobs, paths, store, runOf, flush } = this.#options;
    const run = runOf(id);
    const job = jobs.start({ kind: 'export', title: `Numbers of ${run.name}` }, async (context) => {
      flush(id);
      const file = name ?? `${fileNamePart(run.name, 'run')}-steps.csv`;
      const exported = await exportFile(paths, directory, file, seriesCsv(store, id, context));
      return { kind: 'export', ...exported };
    });
    return job.id;
  }
}
