import { z } from 'zod';
import { Dataset, type FacesMode } from '../../../contract/datasets/datasets.ts';
import { IgnoredGroup, PersonGroup } from '../../../contract/datasets/diagnosis.ts';
import { FindingKind, FindingPolicy } from '../../../contract/datasets/findings.ts';
import { ImportRecord } from '../../../contract/datasets/provenance.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { DatasetId } from '../../../contract/ids.ts';
import type { Db } from '../../library/db.ts';
import { countIgnored } from './ignored-groups.ts';

/** One import into a dataset; its counts of imported and quarantined files change with what is left out. */
export interface Batch {
  batch: number;
  sources: string[];
  faces: FacesMode;
  size: number;
  seen: number;
  ignored: IgnoredGroup[];
  facesPerFile: number[] | undefined;
  importedAt: string;
}

const BatchRow = z
  .object({
    batch: z.int(),
    sources: z.string(),
    faces: z.string(),
    size: z.int(),
    seen: z.int(),
    ignored: z.int(),
    ignored_groups: z.string().nullable(),
    faces_per_file: z.string().nullable(),
    imported_at: z.string(),
  })
  .transform((row) => ({
    batch: row.batch,
    seen: row.seen,
    ignored: row.ignored_groups === null ? withoutReason(row.ignored) : ignoredOf(row.ignored_groups),
    facesPerFile:
      row.faces_per_file === null ? undefined : z.array(z.int()).parse(JSON.parse(row.faces_per_file)),
    ...ImportRecord.pick({ sources: true, faces: true, size: true, importedAt: true }).parse({
      sources: JSON.parse(row.sources),
      faces: row.faces,
      size: row.size,
      importedAt: row.imported_at,
    }),
  }));

const ignoredOf = (json: string) => z.array(IgnoredGroup).parse(JSON.parse(json));

/** Of an import by a version that kept no reasons. */
const withoutReason = (count: number): IgnoredGroup[] =>
  count === 0 ? [] : [{ reason: 'not a picture, hidden, or in the dataset already', count, examples: [] }];

/** What is done about each kind of finding; kinds that are not named are kept. */
export const Policies = z.partialRecord(FindingKind as z.ZodType<FindingKind & string>, FindingPolicy);
export type Policies = Partial<Record<FindingKind, FindingPolicy>>;

const JsonRow = z.object({ value: z.string() });
const People = z.array(PersonGroup);

/** Tables that hang on a dataset, with the columns that a copy takes over. */
const copiedTables = {
  dataset_batches: 'batch, sources, faces, size, seen, ignored, ignored_groups, faces_per_file, imported_at',
  dataset_items: `idx, batch, place, file_number, source, source_hash, source_width, source_height, side, pixel_hash,
    perceptual_hash, signature, is_grey, quality, face, embedding_row, preview, findings, decision, is_used, held_out`,
  set_aside: 'batch, file, reason, path, thumbnail, is_dismissed',
};

const columns = `id, name, image_count, item_count, held_out_count, size, faces, channels, quarantined_count, sources,
  size_bytes, created_at`;

const Row = z
  .object({
    id: z.string(),
    name: z.string(),
    image_count: z.int(),
    item_count: z.int(),
    held_out_count: z.int(),
    size: z.int(),
    faces: z.string(),
    channels: z.int(),
    quarantined_count: z.int(),
    sources: z.string(),
    size_bytes: z.int(),
    created_at: z.string(),
  })
  .transform((row): unknown => ({
    id: row.id,
    name: row.name,
    imageCount: row.image_count,
    itemCount: row.item_count,
    heldOutCount: row.held_out_count,
    size: row.size,
    faces: row.faces,
    channels: row.channels,
    quarantinedCount: row.quarantined_count,
    sources: JSON.parse(row.sources),
    sizeBytes: row.size_bytes,
    createdAt: row.created_at,
  }))
  .pipe(Dataset);

/** Rows of datasets and of the imports that made them. */
export class DatasetStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  list(): Dataset[] {
    return this.#db.all(Row, `SELECT ${columns} FROM datasets ORDER BY created_at DESC, id`);
  }

  find(id: DatasetId): Dataset | undefined {
    return this.#db.get(Row, `SELECT ${columns} FROM datasets WHERE id = ?`, id);
  }

  get(id: DatasetId): Dataset {
    const dataset = this.find(id);
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

  /** Inserts or replaces; policies and people stay as they are. */
  save(dataset: Dataset): void {
    this.#db.run(
      `INSERT INTO datasets (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, image_count = excluded.image_count,
         item_count = excluded.item_count, held_out_count = excluded.held_out_count, channels = excluded.channels,
         quarantined_count = excluded.quarantined_count, sources = excluded.sources, size_bytes = excluded.size_bytes`,
      dataset.id,
      dataset.name,
      dataset.imageCount,
      dataset.itemCount,
      dataset.heldOutCount,
      dataset.size,
      dataset.faces,
      dataset.channels,
      dataset.quarantinedCount,
      JSON.stringify(dataset.sources),
      dataset.sizeBytes,
      dataset.createdAt,
    );
  }

  remove(id: DatasetId): void {
    this.#db.run('DELETE FROM datasets WHERE id = ?', id);
  }

  policies(id: DatasetId): Policies {
    const row = this.#db.get(JsonRow, 'SELECT policies AS value FROM datasets WHERE id = ?', id);
    return Policies.parse(JSON.parse(row?.value ?? '{}'));
  }

  savePolicies(id: DatasetId, policies: Policies): void {
    this.#db.run('UPDATE datasets SET policies = ? WHERE id = ?', JSON.stringify(policies), id);
  }

  people(id: DatasetId): z.infer<typeof People> {
    const row = this.#db.get(JsonRow, 'SELECT people AS value FROM datasets WHERE id = ?', id);
    return People.parse(JSON.parse(row?.value ?? '[]'));
  }

  savePeople(id: DatasetId, people: z.infer<typeof People>): void {
    this.#db.run('UPDATE datasets SET people = ? WHERE id = ?', JSON.stringify(people), id);
  }

  batches(id: DatasetId): Batch[] {
    return this.#db.all(
      BatchRow,
      `SELECT batch, sources, faces, size, seen, ignored, ignored_groups, faces_per_file, imported_at FROM dataset_batches
       WHERE dataset_id = ? ORDER BY batch`,
      id,
    );
  }

  addBatch(id: DatasetId, batch: Batch): void {
    this.#db.run(
      'INSERT INTO dataset_batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      id,
      batch.batch,
      JSON.stringify(batch.sources),
      batch.faces,
      batch.size,
      batch.seen,
      countIgnored(batch.ignored),
      batch.facesPerFile === undefined ? null : JSON.stringify(batch.facesPerFile),
      batch.importedAt,
      JSON.stringify(batch.ignored),
    );
  }

  /** Everything but the dataset's own row, for a copy of it. Call within a transaction. */
  copyRows(from: DatasetId, to: DatasetId): void {
    this.#db.run(
      `UPDATE datasets SET (policies, people) = (SELECT policies, people FROM datasets WHERE id = ?) WHERE id = ?`,
      from,
      to,
    );
    for (const [table, columns] of Object.entries(copiedTables)) {
      this.#db.run(
        `INSERT INTO ${table} (dataset_id, ${columns}) SELECT ?, ${columns} FROM ${table} WHERE dataset_id = ?`,
        to,
        from,
      );
    }
  }
}

/** `Portraits`, or `Portraits 2` when that is taken, and so on. */
export function freeDatasetName(store: DatasetStore, name: string): string {
  if (!store.hasName(name)) return name;
  for (let number = 2; ; number++) {
    const candidate = `${name} ${number}`;
    if (!store.hasName(candidate)) return candidate;
  }
}
