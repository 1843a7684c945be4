import { z } from 'zod';
import { Dataset, DatasetItem } from '../../contract/datasets.ts';
import { StudioError } from '../../contract/errors.ts';
import type { DatasetId } from '../../contract/ids.ts';
import { QuarantinedFile } from '../../contract/jobs.ts';
import type { Db } from '../library/db.ts';

const columns = 'id, name, image_count, size, channels, quarantined_count, sources, size_bytes, created_at';

const Row = z
  .object({
    id: z.string(),
    name: z.string(),
    image_count: z.int(),
    size: z.int(),
    channels: z.int(),
    quarantined_count: z.int(),
    sources: z.string(),
    size_bytes: z.int(),
    created_at: z.string(),
  })
  .transform(
    (row): z.input<typeof Dataset> => ({
      id: row.id,
      name: row.name,
      imageCount: row.image_count,
      size: row.size,
      channels: row.channels === 1 ? 1 : 3,
      quarantinedCount: row.quarantined_count,
      sources: JSON.parse(row.sources),
      sizeBytes: row.size_bytes,
      createdAt: row.created_at,
    }),
  )
  .pipe(Dataset);

const ItemRow = z
  .object({ idx: z.int(), source: z.string(), source_width: z.int(), source_height: z.int() })
  .transform((row) => ({
    index: row.idx,
    source: row.source,
    sourceWidth: row.source_width,
    sourceHeight: row.source_height,
  }))
  .pipe(DatasetItem);

/** Rows of datasets, their items and what was set aside. */
export class DatasetStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  list(): Dataset[] {
    return this.#db.all(Row, `SELECT ${columns} FROM datasets ORDER BY created_at DESC, id`);
  }

  get(id: DatasetId): Dataset {
    const dataset = this.#db.get(Row, `SELECT ${columns} FROM datasets WHERE id = ?`, id);
    if (dataset === undefined) {
      throw new StudioError('DATASET_NOT_FOUND', `There is no dataset "${id}".`, {
        next: 'Choose one from the list of datasets.',
        subject: id,
      });
    }
    return dataset;
  }

  hasName(name: string): boolean {
    return (
      this.#db.get(z.object({ id: z.string() }), 'SELECT id FROM datasets WHERE name = ?', name) !== undefined
    );
  }

  add(dataset: Dataset, items: readonly DatasetItem[], quarantined: readonly QuarantinedFile[]): void {
    this.#db.transaction(() => {
      this.#db.run(
        `INSERT INTO datasets (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        dataset.id,
        dataset.name,
        dataset.imageCount,
        dataset.size,
        dataset.channels,
        dataset.quarantinedCount,
        JSON.stringify(dataset.sources),
        dataset.sizeBytes,
        dataset.createdAt,
      );
      for (const item of items) {
        this.#db.run(
          'INSERT INTO dataset_items (dataset_id, idx, source, source_width, source_height) VALUES (?, ?, ?, ?, ?)',
          dataset.id,
          item.index,
          item.source,
          item.sourceWidth,
          item.sourceHeight,
        );
      }
      for (const { file, reason } of quarantined) {
        this.#db.run(
          'INSERT INTO quarantine (dataset_id, file, reason) VALUES (?, ?, ?)',
          dataset.id,
          file,
          reason,
        );
      }
    });
  }

  items(id: DatasetId, offset: number, limit: number): DatasetItem[] {
    return this.#db.all(
      ItemRow,
      'SELECT idx, source, source_width, source_height FROM dataset_items WHERE dataset_id = ? AND idx >= ? ORDER BY idx LIMIT ?',
      id,
      offset,
      limit,
    );
  }

  quarantined(id: DatasetId): QuarantinedFile[] {
    return this.#db.all(
      QuarantinedFile,
      'SELECT file, reason FROM quarantine WHERE dataset_id = ? ORDER BY rowid',
      id,
    );
  }

  remove(id: DatasetId): void {
    this.#db.run('DELETE FROM datasets WHERE id = ?', id);
  }
}
