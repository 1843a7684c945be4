import { z } from 'zod';
import type { DatasetId } from '../../../contract/ids.ts';
import type { Db } from '../../library/db.ts';
import { contentSql } from './item-store.ts';

/** Numbers about the pictures of a dataset; counted by the database, so that a set of 50,000 takes some 50 ms. */
export class ItemCounts {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** The contents of `used` one after the other: for the hash of a large set alone, rows would take half a second. */
  usedContents(id: DatasetId): string {
    const row = this.#db.get(
      z.object({ contents: z.string().nullable() }),
      `SELECT group_concat(${contentSql}, '' ORDER BY idx) AS contents FROM dataset_items WHERE dataset_id = ? AND is_used = 1`,
      id,
    );
    return row?.contents ?? '';
  }

  countUsed(id: DatasetId): { used: number; heldOut: number } {
    const row = this.#db.get(
      z.object({ used: z.int(), held_out: z.int().nullable() }),
      'SELECT count(*) AS used, sum(held_out) AS held_out FROM dataset_items WHERE dataset_id = ? AND is_used = 1',
      id,
    );
    return { used: row?.used ?? 0, heldOut: row?.held_out ?? 0 };
  }

  /** How many pictures there are of each combination of findings, use and colour: a few rows for a set of any size. */
  tally(id: DatasetId): { findings: number; isUsed: boolean; isGrey: boolean; count: number }[] {
    return this.#db
      .all(
        TallyRow,
        `SELECT findings, is_used, is_grey, count(*) AS count FROM dataset_items WHERE dataset_id = ?
         GROUP BY findings, is_used, is_grey`,
        id,
      )
      .map(({ findings, is_used, is_grey, count }) => ({
        findings,
        isUsed: is_used === 1,
        isGrey: is_grey === 1,
        count,
      }));
  }

  /** Pictures in use by the source's pixels along a side: how many lie from each step up to the next. */
  sidesBySteps(id: DatasetId, steps: readonly number[]): number[] {
    const step = `${steps.map((from) => `(side >= ${from})`).join(' + ')} - 1`;
    const rows = this.#db.all(
      StepRow,
      `SELECT ${step} AS step, count(*) AS count FROM dataset_items WHERE dataset_id = ? AND is_used = 1 GROUP BY step`,
      id,
    );
    return steps.map((_, place) => rows.find((row) => row.step === place)?.count ?? 0);
  }

  /** Of the pictures in use. */
  medianSide(id: DatasetId): number {
    const middle = Math.floor(this.countUsed(id).used / 2);
    const row = this.#db.get(
      z.object({ side: z.number() }),
      'SELECT side FROM dataset_items WHERE dataset_id = ? AND is_used = 1 ORDER BY side LIMIT 1 OFFSET ?',
      id,
      middle,
    );
    return row?.side ?? 0;
  }
}

const TallyRow = z.object({ findings: z.int(), is_used: z.int(), is_grey: z.int(), count: z.int() });
const StepRow = z.object({ step: z.int(), count: z.int() });
