import { z } from 'zod';
import { SetAsideFile } from '../../../contract/datasets/datasets.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { DatasetId } from '../../../contract/ids.ts';
import type { Db } from '../../library/db.ts';

/** A file that could not be made into pictures. */
export interface NewSetAside {
  batch: number;
  file: string;
  reason: string;
  /** Where it lies, when it is a file by itself. */
  path?: string | undefined;
  /** Name of its picture in the batch's folder. */
  thumbnail?: string | undefined;
  isDismissed?: boolean;
}

const Row = z
  .object({
    number: z.int(),
    batch: z.int(),
    file: z.string(),
    reason: z.string(),
    path: z.string().nullable(),
    thumbnail: z.string().nullable(),
    is_dismissed: z.int(),
  })
  .transform((row) => ({
    batch: row.batch,
    path: row.path ?? undefined,
    thumbnail: row.thumbnail ?? undefined,
    file: SetAsideFile.parse({
      number: row.number,
      file: row.file,
      reason: row.reason,
      canRetry: row.path !== null,
      hasThumbnail: row.thumbnail !== null,
      isDismissed: row.is_dismissed === 1,
    }),
  }));
export type SetAsideRow = z.infer<typeof Row>;

const columns = 'number, batch, file, reason, path, thumbnail, is_dismissed';

/** Rows of files that were set aside. */
export class SetAsideStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  list(id: DatasetId): SetAsideRow[] {
    return this.#db.all(Row, `SELECT ${columns} FROM set_aside WHERE dataset_id = ? ORDER BY number`, id);
  }

  get(id: DatasetId, number: number): SetAsideRow {
    const row = this.#db.get(
      Row,
      `SELECT ${columns} FROM set_aside WHERE dataset_id = ? AND number = ?`,
      id,
      number,
    );
    if (row === undefined) {
      throw new StudioError('INVALID_INPUT', 'That file is no longer set aside.', {
        next: 'Look at the list again; it may have been taken in.',
      });
    }
    return row;
  }

  add(id: DatasetId, files: Iterable<NewSetAside>): void {
    for (const { batch, file, reason, path, thumbnail, isDismissed } of files) {
      this.#db.run(
        'INSERT INTO set_aside (dataset_id, batch, file, reason, path, thumbnail, is_dismissed) VALUES (?, ?, ?, ?, ?, ?, ?)',
        id,
        batch,
        file,
        reason,
        path ?? null,
        thumbnail ?? null,
        isDismissed === true ? 1 : 0,
      );
    }
  }

  count(id: DatasetId): number {
    return [...this.countByBatch(id).values()].reduce((sum, count) => sum + count, 0);
  }

  /** Files set aside by batch. */
  countByBatch(id: DatasetId): Map<number, number> {
    const rows = this.#db.all(
      z.object({ batch: z.int(), count: z.int() }),
      'SELECT batch, count(*) AS count FROM set_aside WHERE dataset_id = ? GROUP BY batch',
      id,
    );
    return new Map(rows.map(({ batch, count }) => [batch, count]));
  }

  dismiss(id: DatasetId, number: number, isDismissed: boolean): void {
    this.get(id, number);
    this.#db.run('UPDATE set_aside SET is_dismissed = ? WHERE number = ?', isDismissed ? 1 : 0, number);
  }

  /**
   * Files that have been read once more, by their paths: they no longer count for the import that they came with. Returns
   * the paths that the user wants kept out.
   */
  forget(id: DatasetId, paths: ReadonlySet<string>): ReadonlySet<string> {
    const again = this.list(id).filter(({ path }) => path !== undefined && paths.has(path));
    for (const { batch, file } of again) {
      this.#db.run('DELETE FROM set_aside WHERE number = ?', file.number);
      this.#db.run(
        'UPDATE dataset_batches SET seen = seen - 1 WHERE dataset_id = ? AND batch = ?',
        id,
        batch,
      );
    }
    return new Set(again.flatMap(({ path, file }) => (file.isDismissed && path !== undefined ? [path] : [])));
  }
}
