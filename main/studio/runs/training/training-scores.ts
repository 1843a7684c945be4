import { join } from 'node:path';
import type { EngineChoice } from '../../../contract/engines.ts';
import type { TimelineEvent } from '../../../contract/runs/health.ts';
import type { Run, RunEvent } from '../../../contract/runs/runs.ts';
import { fewestForScores } from '../../../contract/scores/scores.ts';
import { generatorFile } from '../../../protocol/checkpoint-files.ts';
import type { Logger } from '../../base/log.ts';
import type { ComputeProcesses } from '../../compute-process/compute-processes.ts';
import { hasFaces } from '../../datasets/has-faces.ts';
import type { LibraryPaths } from '../../library/paths.ts';
import type { Checkpoints } from '../checkpoints/checkpoints.ts';
import type { SeriesStore } from '../store/series-store.ts';
import { earlyStop, offerToStop } from './early-stop.ts';
import { type CheckpointToScore, RunScorer, type Scored } from './run-scorer.ts';

export interface TrainingScoresOptions {
  paths: LibraryPaths;
  series: Pick<SeriesStore, 'addScore' | 'scores'>;
  checkpoints: Pick<Checkpoints, 'score'>;
  compute: ComputeProcesses;
  log: Logger;
  record(event: Omit<TimelineEvent, 'at'>): void;
  emit(event: RunEvent): void;
}

/** How many pictures of a run's dataset its scores compare; or why there are no scores. */
export function scoringOf({ provenance }: Pick<Run, 'provenance'>): { count: number } | { reason: string } {
  if (provenance === undefined) return { reason: 'It is not known what the run was trained on.' };
  const trained = provenance.imageCount - provenance.heldOutCount;
  const most = hasFaces(provenance) ? mostCompared.face : mostCompared.random;
  const count = Math.min(most, Math.floor(trained / 2));
  if (trained >= fewestForScores) return { count };
  return {
    reason: `KID and coverage need ${fewestForScores} pictures to train on, half of them to say what real ones score; there are ${trained}.`,
  };
}

/** Pictures on each side: 128 take a core four seconds through the face network, 512 half a second through the other. */
const mostCompared = { face: 128, random: 512 };
/** A run that is over sooner is not scored. */
const firstAfterSeconds = 45;

/** Scores of one training: kept, told, and looked at for whether it is time to stop. */
export class TrainingScores {
  readonly #run: Run;
  readonly #options: TrainingScoresOptions;
  readonly #scorer: RunScorer | undefined;
  #newest: CheckpointToScore | undefined;
  /** The best at which stopping was offered. */
  #offeredAtNimg: number | undefined;

  constructor(run: Run, pixelsFile: string, engine: EngineChoice, options: TrainingScoresOptions) {
    this.#run = run;
    this.#options = options;
    const scoring = scoringOf(run);
    if ('reason' in scoring) return;
    this.#scorer = new RunScorer({
      compute: options.compute,
      task: {
        engine,
        config: run.config,
        pixelsFile,
        hasFaces: hasFaces(run.provenance),
        count: scoring.count,
      },
      log: options.log,
      onScored: (candidate, scored) => void this.#keep(candidate, scored),
      onPassedOver: ({ title, reason }) =>
        options.record({
          nimg: this.#newest?.nimg ?? 0,
          kind: 'adjusted',
          sentence: `${title} scores no more faces of this run. ${reason} Another engine goes on with it.`,
        }),
    });
  }

  /** A checkpoint is on disk, after so many seconds of training. */
  saved(name: string, trainingSeconds: number): void {
    const dir = this.#options.paths.checkpointDir(this.#run.id, name);
    this.#newest = { name, nimg: Number(name), generatorFile: join(dir, generatorFile) };
    if (trainingSeconds >= firstAfterSeconds) this.#scorer?.offer(this.#newest);
  }

  /** The run went back: what is being scored never happened. */
  forget(): void {
    this.#newest = undefined;
    this.#scorer?.forget();
  }

  /** The training is over: scores its last checkpoint as well. */
  async finish(): Promise<void> {
    await this.#scorer?.finish(this.#newest);
  }

  /** Resolves when nothing is being scored, or waits for it. */
  async settled(): Promise<void> {
    await this.#scorer?.settled();
  }

  close(): void {
    this.#scorer?.close();
  }

  async #keep({ name, nimg }: CheckpointToScore, { kid, coverage }: Scored): Promise<void> {
    const { series, checkpoints, emit, record, log } = this.#options;
    const { id } = this.#run;
    const score = { nimg, kid, coverage };
    try {
      series.addScore(id, score);
      emit({ type: 'score', score });
      const stop = earlyStop(series.scores(id));
      if (stop !== undefined && stop.best.nimg !== this.#offeredAtNimg) record(offerToStop(stop));
      this.#offeredAtNimg = stop?.best.nimg;
      await checkpoints.score(id, name, kid.value);
    } catch (error) {
      log.error('a score could not be kept', { id, name, error });
    }
  }
}
