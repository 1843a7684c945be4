import { z } from 'zod';
import type { RunId } from '../../../contract/ids.ts';
import { RunTick, TimelineEvent } from '../../../contract/runs/health.ts';
import { realsName, type Sample } from '../../../contract/runs/runs.ts';
import { StepRow, StepSpan, stepColumnNames, stepColumns } from '../../../contract/runs/step-columns.ts';
import { RunScore } from '../../../contract/scores/scores.ts';
import type { Db } from '../../library/db.ts';

/** What runs leave behind as they train: steps, ticks, sample grids and the events of their lives. */
export class SeriesStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  addSteps(id: RunId, rows: readonly StepRow[]): void {
    this.#db.transaction(() => {
      for (const row of rows) {
        this.#db.run(
          `INSERT OR REPLACE INTO run_steps (run_id, ${columns.join(', ')}) VALUES (?, ${marks})`,
          id,
          row.nimg,
          ...stepColumnNames.map((name) => row[name] ?? null),
        );
      }
    });
  }

  /** Steps from one number of images shown on, both included; at most `limit`. */
  steps(id: RunId, fromNimg: number, toNimg = Number.MAX_VALUE, limit = -1): StepRow[] {
    return this.#db.all(
      StoredStep,
      `SELECT ${selected} FROM run_steps WHERE run_id = ? AND nimg BETWEEN ? AND ? ORDER BY nimg LIMIT ?`,
      id,
      fromNimg,
      toNimg,
      limit,
    );
  }

  /** How many steps there are in a range, with the images shown at the first and the last; undefined when none. */
  extent(
    id: RunId,
    fromNimg: number,
    toNimg: number,
  ): { steps: number; first: number; last: number } | undefined {
    const { steps, first, last } = this.#db.get(
      Extent,
      'SELECT count(*) AS steps, min(nimg) AS first, max(nimg) AS last FROM run_steps WHERE run_id = ? AND nimg BETWEEN ? AND ?',
      id,
      fromNimg,
      toNimg,
    ) ?? { steps: 0, first: null, last: null };
    return first === null || last === null ? undefined : { steps, first, last };
  }

  /** The steps after `afterNimg` up to `toNimg` as one; undefined when there are none. */
  span(id: RunId, afterNimg: number, toNimg: number): StepSpan | undefined {
    return this.#db.get(
      SummaryRow,
      `SELECT max(nimg) AS nimg, count(*) AS steps, ${summaries} FROM run_steps
       WHERE run_id = ? AND nimg > ? AND nimg <= ? GROUP BY run_id`,
      id,
      afterNimg,
      toNimg,
    );
  }

  addTick(id: RunId, tick: RunTick): void {
    this.#db.run(
      'INSERT OR REPLACE INTO run_ticks (run_id, nimg, tick) VALUES (?, ?, ?)',
      id,
      tick.nimg,
      JSON.stringify(tick),
    );
  }

  ticks(id: RunId): RunTick[] {
    return this.#db.all(TickRow, 'SELECT tick FROM run_ticks WHERE run_id = ? ORDER BY nimg', id);
  }

  addScore(id: RunId, score: RunScore): void {
    this.#db.run(
      'INSERT OR REPLACE INTO run_scores (run_id, nimg, score) VALUES (?, ?, ?)',
      id,
      score.nimg,
      JSON.stringify(score),
    );
  }

  scores(id: RunId): RunScore[] {
    return this.#db.all(ScoreRow, 'SELECT score FROM run_scores WHERE run_id = ? ORDER BY nimg', id);
  }

  addEvent(id: RunId, event: TimelineEvent): void {
    this.#db.run('INSERT INTO run_timeline (run_id, event) VALUES (?, ?)', id, JSON.stringify(event));
  }

  /** In the order in which it happened. */
  timeline(id: RunId): TimelineEvent[] {
    return this.#db.all(EventRow, 'SELECT event FROM run_timeline WHERE run_id = ? ORDER BY number', id);
  }

  addSample(id: RunId, { name, nimg }: Sample): void {
    this.#db.run('INSERT OR REPLACE INTO run_samples (run_id, name, nimg) VALUES (?, ?, ?)', id, name, nimg);
  }

  /** The reals first, then by progress. */
  samples(id: RunId): Sample[] {
    return this.#db.all(
      SampleRow,
      'SELECT name, nimg FROM run_samples WHERE run_id = ? ORDER BY name <> ?, nimg',
      id,
      realsName,
    );
  }

  /** Removes what was measured after `nimg`; the events stay, as they happened. Returns the samples that went. */
  forgetAfter(id: RunId, nimg: number): Sample[] {
    return this.#db.transaction(() => {
      const gone = this.samples(id).filter((sample) => sample.nimg > nimg);
      for (const table of ['run_steps', 'run_samples', 'run_ticks', 'run_scores'])
        this.#db.run(`DELETE FROM ${table} WHERE run_id = ? AND nimg > ?`, id, nimg);
      return gone;
    });
  }
}

const columns = ['nimg', ...stepColumnNames.map((name) => stepColumns[name].sql)];
const selected = ['nimg', ...stepColumnNames.map((name) => `${stepColumns[name].sql} AS ${name}`)].join(', ');
const marks = columns.map(() => '?').join(', ');

const Numbers = z.record(z.string(), z.number().nullable());

/** Absent numbers are NULL in the library. */
const StoredStep = Numbers.transform((row): unknown =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
).pipe(StepRow);

const functions = { mean: 'avg', low: 'min', high: 'max' } as const;
const parts = ['mean', 'low', 'high'] as const;
const summaries = parts
  .flatMap((part) =>
    stepColumnNames.map((name) => `${functions[part]}(${stepColumns[name].sql}) AS ${part}_${name}`),
  )
  .join(', ');

/** As many digits as a chart can show, which halves what is sent. */
const rounded = (value: number) => Number(value.toPrecision(6));

/** The summary of several rows, flat as the database gives it, as a span. */
const SummaryRow = Numbers.transform((row): unknown => {
  const part = (name: string) =>
    Object.fromEntries(
      stepColumnNames.flatMap((column) => {
        const value = row[`${name}_${column}`] ?? undefined;
        return value === undefined ? [] : [[column, rounded(value)]];
      }),
    );
  const { nimg, steps } = row;
  return {
    nimg,
    steps,
    mean: part('mean'),
    ...(steps === 1 ? {} : { low: part('low'), high: part('high') }),
  };
}).pipe(StepSpan);

const Extent = z.object({ steps: z.int(), first: z.number().nullable(), last: z.number().nullable() });

const SampleRow = z.object({ name: z.string(), nimg: z.number() });
const TickRow = z.object({ tick: z.string() }).transform(({ tick }) => RunTick.parse(JSON.parse(tick)));
const ScoreRow = z.object({ score: z.string() }).transform(({ score }) => RunScore.parse(JSON.parse(score)));
const EventRow = z
  .object({ event: z.string() })
  .transform(({ event }) => TimelineEvent.parse(JSON.parse(event)));
