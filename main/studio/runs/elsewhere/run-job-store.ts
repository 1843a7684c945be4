import { z } from 'zod';
import { PlaceId, RunId } from '../../../contract/ids.ts';
import { JobName } from '../../../job-folder/job-paths.ts';
import type { Db } from '../../library/db.ts';

/** A run's job folder, and how far its messages were read. */
export interface RunJob {
  runId: RunId;
  placeId: PlaceId;
  name: JobName;
  /** What the place's scheduler calls it; absent where there is none. */
  scheduledAs: string | undefined;
  /** Offset behind the last message that was dealt with. */
  readTo: number;
}

/** A job that has ended, whose folder is still to be removed. */
export type EndedJob = Pick<RunJob, 'name' | 'placeId'>;

/** The runs that are elsewhere, kept over restarts. */
export class RunJobStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  list(): RunJob[] {
    return this.#db.all(Row, 'SELECT * FROM run_jobs ORDER BY run_id');
  }

  has(id: RunId): boolean {
    return this.#find(id) !== undefined;
  }

  get(id: RunId): RunJob {
    const job = this.#find(id);
    if (job === undefined) throw new Error(`the run ${id} is at no place`);
    return job;
  }

  add(jobs: readonly RunJob[]): void {
    this.#db.transaction(() => {
      for (const { runId, placeId, name, scheduledAs, readTo } of jobs) {
        this.#db.run(
          'INSERT OR REPLACE INTO run_jobs (run_id, place_id, name, scheduled_as, read_to) VALUES (?, ?, ?, ?, ?)',
          runId,
          placeId,
          name,
          scheduledAs ?? null,
          readTo,
        );
      }
    });
  }

  remove(id: RunId): void {
    this.#db.run('DELETE FROM run_jobs WHERE run_id = ?', id);
  }

  /** Notes that all of a job is in the library: its folder is to be removed. */
  end(id: RunId): void {
    const { name, placeId } = this.get(id);
    this.#db.transaction(() => {
      this.#db.run('INSERT OR REPLACE INTO ended_jobs (name, place_id) VALUES (?, ?)', name, placeId);
      this.remove(id);
    });
  }

  ended(): EndedJob[] {
    return this.#db.all(EndedRow, 'SELECT * FROM ended_jobs ORDER BY name');
  }

  /** Notes that the folder of an ended job has been removed. */
  tidied(name: JobName): void {
    this.#db.run('DELETE FROM ended_jobs WHERE name = ?', name);
  }

  /** Does what messages ask for and remembers that they were read: both or neither. */
  readTo(id: RunId, end: number, work: () => void): void {
    this.#db.transaction(() => {
      work();
      this.#db.run('UPDATE run_jobs SET read_to = ? WHERE run_id = ?', end, id);
    });
  }

  #find(id: RunId): RunJob | undefined {
    return this.#db.get(Row, 'SELECT * FROM run_jobs WHERE run_id = ?', id);
  }
}

const Row = z
  .object({
    run_id: RunId,
    place_id: PlaceId,
    name: JobName,
    scheduled_as: z.string().nullable(),
    read_to: z.int().min(0),
  })
  .transform(
    ({ run_id, place_id, name, scheduled_as, read_to }): RunJob => ({
      runId: run_id,
      placeId: place_id,
      name,
      scheduledAs: scheduled_as ?? undefined,
      readTo: read_to,
    }),
  );

const EndedRow = z
  .object({ name: JobName, place_id: PlaceId })
  .transform(({ name, place_id }): EndedJob => ({ name, placeId: place_id }));
