import { z } from 'zod';
import type { RunId } from '../../../contract/ids.ts';
import type { Db } from '../../library/db.ts';

/** What is known of a checkpoint besides its files. */
export interface Marks {
  isPinned: boolean;
  /** Kernel inception distance; absent until it was measured. */
  kid?: number;
}

const Row = z
  .object({ name: z.string(), is_pinned: z.number(), kid: z.number().nullable() })
  .transform(({ name, is_pinned, kid }): [string, Marks] => [
    name,
    { isPinned: is_pinned === 1, ...(kid === null ? {} : { kid }) },
  ]);

/** Pins and scores of checkpoints, by their names. */
export class CheckpointMarks {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  of(id: RunId): Map<string, Marks> {
    return new Map(
      this.#db.all(Row, 'SELECT name, is_pinned, kid FROM checkpoint_marks WHERE run_id = ?', id),
    );
  }

  pin(id: RunId, name: string, isPinned: boolean): void {
    this.#db.run(
      `INSERT INTO checkpoint_marks (run_id, name, is_pinned) VALUES (?, ?, ?)
       ON CONFLICT (run_id, name) DO UPDATE SET is_pinned = excluded.is_pinned`,
      id,
      name,
      Number(isPinned),
    );
  }

  score(id: RunId, name: string, kid: number): void {
    this.#db.run(
      `INSERT INTO checkpoint_marks (run_id, name, kid) VALUES (?, ?, ?)
       ON CONFLICT (run_id, name) DO UPDATE SET kid = excluded.kid`,
      id,
      name,
      kid,
    );
  }

  forget(id: RunId, name: string): void {
    this.#db.run('DELETE FROM checkpoint_marks WHERE run_id = ? AND name = ?', id, name);
  }
}
