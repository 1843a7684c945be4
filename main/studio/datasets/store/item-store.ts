import { z } from 'zod';
import { DatasetItem, type Decided, ItemDecision, ItemFace } from '../../../contract/datasets/datasets.ts';
import type { DatasetId } from '../../../contract/ids.ts';
import type { Db, SqlValue } from '../../library/db.ts';
import { findingsOf } from '../inspect/finding-bits.ts';
import type { DraftPicture } from './prepared-picture.ts';

/** A prepared picture as it is stored. */
export interface StoredItem extends Omit<DraftPicture, 'pngBytes'> {
  index: number;
  batch: number;
  /** Number of the source file within the batch. */
  fileNumber: number;
  source: string;
  sourceHash: string;
  findings: number;
  isHeldOut: boolean;
}

const insertColumns = `dataset_id, idx, batch, place, file_number, source, source_hash, source_width, source_height, side, pixel_hash,
  perceptual_hash, signature, is_grey, quality, face, embedding_row, preview, findings, decision, is_used, held_out`;

const ItemRow = z
  .object({
    idx: z.int(),
    source: z.string(),
    source_width: z.int(),
    source_height: z.int(),
    side: z.number(),
    quality: z.number(),
    face: z.string().nullable(),
    preview: z.int().nullable(),
    findings: z.int(),
    decision: z.string(),
    is_used: z.int(),
    held_out: z.int(),
  })
  .transform((row): unknown => ({
    index: row.idx,
    source: row.source,
    sourceWidth: row.source_width,
    sourceHeight: row.source_height,
    side: row.side,
    quality: row.quality,
    ...(row.face === null ? {} : { face: ItemFace.parse(JSON.parse(row.face)) }),
    hasPreview: row.preview !== null,
    findings: findingsOf(row.findings),
    decision: row.decision,
    isUsed: row.is_used === 1,
    isHeldOut: row.held_out === 1,
  }))
  .pipe(DatasetItem);

const FactsRow = z
  .object({
    idx: z.int(),
    batch: z.int(),
    side: z.number(),
    pixel_hash: z.string(),
    perceptual_hash: z.string(),
    signature: z.instanceof(Uint8Array).nullable(),
    is_grey: z.int(),
    embedding_row: z.int().nullable(),
    findings: z.int(),
    is_used: z.int(),
  })
  .transform((row) => ({
    index: row.idx,
    batch: row.batch,
    side: row.side,
    pixelHash: row.pixel_hash,
    hash: row.perceptual_hash,
    signature: row.signature ?? new Uint8Array(0),
    isGrey: row.is_grey === 1,
    embeddingRow: row.embedding_row ?? undefined,
    findings: row.findings,
    isUsed: row.is_used === 1,
  }));
/** What the inspection of a whole set looks at. */
export type ItemFacts = z.infer<typeof FactsRow>;

const PlaceRow = z.object({ batch: z.int(), place: z.int(), preview: z.int().nullable() });
const SelectRow = z.object({ idx: z.int(), is_used: z.int() });
const UsedRow = z.object({ idx: z.int(), content: z.string(), held_out: z.int() });
const DecisionRow = z
  .object({ decision: z.string(), indices: z.string() })
  .transform(({ decision, indices }): unknown => ({ decision, indices: JSON.parse(indices) }))
  .pipe(z.object({ decision: ItemDecision, indices: z.array(z.int()) }));
const TextRow = z.object({ value: z.string() });

/** SQL: what a picture holds, for the hash of a set; those from before there were hashes count by their number. */
export const contentSql = `CASE pixel_hash WHEN '' THEN '#' || idx ELSE pixel_hash END`;

/** Rows of prepared pictures. */
export class ItemStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  add(id: DatasetId, items: Iterable<StoredItem>): void {
    for (const item of items) {
      this.#db.run(
        `INSERT INTO dataset_items (${insertColumns}) VALUES (${'?, '.repeat(21)}?)`,
        id,
        item.index,
        item.batch,
        item.place,
        item.fileNumber,
        item.source,
        item.sourceHash,
        item.sourceWidth,
        item.sourceHeight,
        item.side,
        item.pixelHash,
        item.hash,
        item.signature,
        item.isGrey ? 1 : 0,
        item.quality,
        item.face === undefined ? null : JSON.stringify(item.face),
        item.embeddingRow ?? null,
        item.preview ?? null,
        item.findings,
        'auto',
        1,
        item.isHeldOut ? 1 : 0,
      );
    }
  }

  list(id: DatasetId, offset: number, limit: number): DatasetItem[] {
    return this.#db.all(
      ItemRow,
      `SELECT idx, source, source_width, source_height, side, quality, face, preview, findings, decision, is_used, held_out
       FROM dataset_items WHERE dataset_id = ? AND idx >= ? ORDER BY idx LIMIT ?`,
      id,
      offset,
      limit,
    );
  }

  /** Everything that set-wide inspection needs, in order. */
  facts(id: DatasetId): ItemFacts[] {
    return this.#db.all(
      FactsRow,
      `SELECT idx, batch, side, pixel_hash, perceptual_hash, signature, is_grey, embedding_row, findings, is_used
       FROM dataset_items WHERE dataset_id = ? ORDER BY idx`,
      id,
    );
  }

  /** Where a picture lies. */
  place(id: DatasetId, index: number): z.infer<typeof PlaceRow> | undefined {
    return this.#db.get(
      PlaceRow,
      'SELECT batch, place, preview FROM dataset_items WHERE dataset_id = ? AND idx = ?',
      id,
      index,
    );
  }

  /** Numbers by a condition and an order of our own making, never the caller's text. */
  select(id: DatasetId, where: string, order: string, values: SqlValue[]): z.infer<typeof SelectRow>[] {
    return this.#db.all(
      SelectRow,
      `SELECT idx, is_used FROM dataset_items WHERE dataset_id = ? AND ${where} ORDER BY ${order}`,
      id,
      ...values,
    );
  }

  /** Pictures that are in use, with the hashes of their contents, in order. */
  used(id: DatasetId): { index: number; content: string; isHeldOut: boolean }[] {
    return this.#db
      .all(
        UsedRow,
        `SELECT idx, ${contentSql} AS content, held_out FROM dataset_items WHERE dataset_id = ? AND is_used = 1 ORDER BY idx`,
        id,
      )
      .map((row) => ({ index: row.idx, content: row.content, isHeldOut: row.held_out === 1 }));
  }

  sourceHashes(id: DatasetId): Set<string> {
    const rows = this.#db.all(
      TextRow,
      `SELECT DISTINCT source_hash AS value FROM dataset_items WHERE dataset_id = ? AND source_hash != ''`,
      id,
    );
    return new Set(rows.map(({ value }) => value));
  }

  setFindings(id: DatasetId, index: number, findings: number): void {
    this.#db.run(
      'UPDATE dataset_items SET findings = ? WHERE dataset_id = ? AND idx = ?',
      findings,
      id,
      index,
    );
  }

  /** Rows that stay as they are are not written. */
  setHeldOut(id: DatasetId, index: number, isHeldOut: boolean): void {
    const value = isHeldOut ? 1 : 0;
    this.#db.run(
      'UPDATE dataset_items SET held_out = ? WHERE dataset_id = ? AND idx = ? AND held_out != ?',
      value,
      id,
      index,
      value,
    );
  }

  /** What was decided about these pictures. */
  decisions(id: DatasetId, indices: readonly number[]): Decided['before'] {
    return this.#db.all(
      DecisionRow,
      `SELECT decision, json_group_array(idx) AS indices FROM dataset_items
       WHERE dataset_id = ? AND idx IN (SELECT value FROM json_each(?)) GROUP BY decision`,
      id,
      JSON.stringify(indices),
    );
  }

  decide(id: DatasetId, indices: readonly number[], decision: ItemDecision): void {
    this.#db.run(
      `UPDATE dataset_items SET decision = ?
       WHERE dataset_id = ? AND idx IN (SELECT value FROM json_each(?))`,
      decision,
      id,
      JSON.stringify(indices),
    );
  }

  /** A picture is used when the user took it in, or when nothing that it was found to have is left out. */
  applyPolicies(id: DatasetId, leftOutBits: number): void {
    const use = `CASE decision WHEN 'in' THEN 1 WHEN 'out' THEN 0 ELSE (findings & ?) = 0 END`;
    // Rows that stay as they are need not be written.
    this.#db.run(
      `UPDATE dataset_items SET is_used = ${use} WHERE dataset_id = ? AND is_used != ${use}`,
      leftOutBits,
      id,
      leftOutBits,
    );
  }

  /** Files of each batch of which at least one picture is used, and of which none is. */
  filesByUse(id: DatasetId): { batch: number; used: number; unused: number }[] {
    return this.#db.all(
      z.object({ batch: z.int(), used: z.int(), unused: z.int() }),
      `SELECT batch, sum(used) AS used, sum(1 - used) AS unused FROM
         (SELECT batch, max(is_used) AS used FROM dataset_items WHERE dataset_id = ? GROUP BY batch, file_number)
       GROUP BY batch ORDER BY batch`,
      id,
    );
  }
}
