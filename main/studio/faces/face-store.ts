import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { type CopyCheck, Face, type FaceSelection, type TagCount } from '../../contract/faces/faces.ts';
import { FaceId } from '../../contract/ids.ts';
import { VectorPoint } from '../../contract/latents/recipe.ts';
import type { Db } from '../library/db.ts';
import { orderSql, searchCondition } from './face-search.ts';

/** Rows of generated faces. Removed ones are there for a while, but only `restore` and `removedBefore` know them. */
export class FaceStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** `latents` are the numbers that faces with a recipe were drawn from. */
  add(faces: readonly Face[], latents?: readonly VectorPoint[]): void {
    this.#db.transaction(() => {
      for (const [i, face] of faces.entries()) {
        this.#db.run(
          `INSERT INTO faces (${columns}, latent) VALUES (${'?, '.repeat(14)}?)`,
          face.id,
          face.from.kind,
          face.from.id,
          face.from.kind === 'run' ? (face.from.checkpoint ?? null) : null,
          face.fromName,
          face.modelHash ?? null,
          face.nimg,
          face.seed ?? null,
          face.index,
          face.recipe === undefined ? null : JSON.stringify(face.recipe),
          face.size,
          face.saved ? 1 : 0,
          face.createdAt,
          face.origin === undefined ? null : JSON.stringify(face.origin),
          latents === undefined ? null : JSON.stringify(latents[i]),
        );
      }
    });
  }

  get(id: FaceId): Face {
    return this.getAll([id])[0];
  }

  /** The numbers that a face was drawn from, where it was not drawn from a seed alone. */
  latent(id: FaceId): VectorPoint | undefined {
    const { latent } = this.#db.get(LatentRow, 'SELECT latent FROM faces WHERE id = ?', id) ?? {};
    return latent == null ? undefined : VectorPoint.parse(JSON.parse(latent));
  }

  /** In the given order; throws when one is gone. */
  getAll(ids: readonly FaceId[]): Face[] {
    this.assertThere(ids);
    return this.#db.all(
      Row,
      `SELECT ${read} FROM faces JOIN (SELECT key AS place, value FROM json_each(?)) ON id = value ORDER BY place`,
      JSON.stringify(ids),
    );
  }

  assertThere(ids: readonly FaceId[]): void {
    const gone = this.#db.get(
      IdRow,
      `SELECT value AS id FROM json_each(?) WHERE value NOT IN (SELECT id FROM faces WHERE removed_at IS NULL) LIMIT 1`,
      JSON.stringify(ids),
    );
    if (gone === undefined) return;
    throw new StudioError('FACE_NOT_FOUND', 'That face is not in the gallery any more.', {
      next: 'Generate it again with its seed.',
      subject: gone,
    });
  }

  list({ search, sort }: FaceSelection, offset: number, limit: number): { faces: Face[]; total: number } {
    const { sql, values } = searchCondition(search);
    const total = this.#db.get(Count, `SELECT count(*) AS count FROM faces WHERE ${sql}`, ...values);
    const faces = this.#db.all(
      Row,
      `SELECT ${read} FROM faces WHERE ${sql} ORDER BY ${orderSql[sort]} LIMIT ? OFFSET ?`,
      ...values,
      limit,
      offset,
    );
    return { faces, total: total?.count ?? 0 };
  }

  select({ search, sort }: FaceSelection): FaceId[] {
    const { sql, values } = searchCondition(search);
    return this.#db.all(IdRow, `SELECT id FROM faces WHERE ${sql} ORDER BY ${orderSql[sort]}`, ...values);
  }

  setSaved(ids: readonly FaceId[]): void {
    this.#db.run(`UPDATE faces SET saved = 1 WHERE id IN ${given}`, JSON.stringify(ids));
  }

  /** Returns the ratings as they were. */
  rate(ids: readonly FaceId[], rating: number | null): { rating: number | null; ids: FaceId[] }[] {
    const list = JSON.stringify(ids);
    return this.#db.transaction(() => {
      const before = this.#db.all(
        RatingRow,
        `SELECT rating, json_group_array(id) AS ids FROM faces WHERE id IN ${given} GROUP BY rating`,
        list,
      );
      this.#db.run(`UPDATE faces SET rating = ?, saved = 1 WHERE id IN ${given}`, rating, list);
      return before;
    });
  }

  /** Returns the faces that did not have the tag. */
  addTag(ids: readonly FaceId[], tag: string): FaceId[] {
    const list = JSON.stringify(ids);
    return this.#db.transaction(() => {
      const without = this.#db.all(
        IdRow,
        `SELECT id FROM faces WHERE id IN ${given} AND id NOT IN (SELECT face_id FROM face_tags WHERE tag = ?)`,
        list,
        tag,
      );
      this.#db.run(`INSERT OR IGNORE INTO face_tags SELECT value, ? FROM json_each(?)`, tag, list);
      this.setSaved(ids);
      return without;
    });
  }

  /** Returns the faces that had the tag. */
  removeTag(ids: readonly FaceId[], tag: string): FaceId[] {
    const list = JSON.stringify(ids);
    const condition = `tag = ? AND face_id IN ${given}`;
    return this.#db.transaction(() => {
      const tagged = this.#db.all(IdRow, `SELECT face_id AS id FROM face_tags WHERE ${condition}`, tag, list);
      this.#db.run(`DELETE FROM face_tags WHERE ${condition}`, tag, list);
      return tagged;
    });
  }

  setNote(id: FaceId, note: string): void {
    this.#db.run('UPDATE faces SET note = ?, saved = 1 WHERE id = ?', note === '' ? null : note, id);
  }

  setCopyChecks(checks: ReadonlyMap<FaceId, CopyCheck>): void {
    this.#db.transaction(() => {
      for (const [id, check] of checks)
        this.#db.run('UPDATE faces SET copy_check = ? WHERE id = ?', JSON.stringify(check), id);
    });
  }

  tags(): TagCount[] {
    return this.#db.all(
      CountedTag,
      `SELECT tag, count(*) AS count FROM face_tags JOIN faces ON faces.id = face_id
        WHERE saved = 1 AND removed_at IS NULL GROUP BY tag ORDER BY count DESC, tag`,
    );
  }

  setRemoved(ids: readonly FaceId[], removedAt: string | null): void {
    this.#db.run(`UPDATE faces SET removed_at = ? WHERE id IN ${given}`, removedAt, JSON.stringify(ids));
  }

  removedBefore(moment: string): FaceId[] {
    return this.#db.all(IdRow, 'SELECT id FROM faces WHERE removed_at < ?', moment);
  }

  /** For good. */
  delete(ids: readonly FaceId[]): void {
    this.#db.run(`DELETE FROM faces WHERE id IN ${given}`, JSON.stringify(ids));
  }

  /** Unsaved faces beyond the newest `kept`. */
  oldUnsaved(kept: number): FaceId[] {
    return this.#db.all(
      IdRow,
      `SELECT id FROM faces WHERE saved = 0 AND removed_at IS NULL
        ORDER BY created_at DESC, idx LIMIT -1 OFFSET ?`,
      kept,
    );
  }

  /** Hashes of the generators that drew them. */
  generatorHashes(): Set<string> {
    return new Set(
      this.#db.all(HashRow, 'SELECT DISTINCT model_hash AS hash FROM faces WHERE model_hash IS NOT NULL'),
    );
  }
}

const columns =
  'id, from_kind, from_id, from_checkpoint, from_name, model_hash, nimg, seed, idx, recipe, size, saved, created_at, origin';
const read = `${columns}, rating, note, copy_check, (SELECT json_group_array(tag) FROM face_tags WHERE face_id = faces.id) AS tags`;

const Row = z
  .object({
    id: z.string(),
    from_kind: z.string(),
    from_id: z.string(),
    from_checkpoint: z.string().nullable(),
    from_name: z.string(),
    model_hash: z.string().nullable(),
    nimg: z.number(),
    seed: z.int().nullable(),
    idx: z.int(),
    recipe: z.string().nullable(),
    size: z.int(),
    saved: z.int(),
    created_at: z.string(),
    origin: z.string().nullable(),
    rating: z.int().nullable(),
    note: z.string().nullable(),
    copy_check: z.string().nullable(),
    tags: z.string(),
  })
  .transform((row): unknown => ({
    id: row.id,
    from: { kind: row.from_kind, id: row.from_id, checkpoint: row.from_checkpoint ?? undefined },
    fromName: row.from_name,
    ...(row.model_hash === null ? {} : { modelHash: row.model_hash }),
    nimg: row.nimg,
    seed: row.seed ?? undefined,
    index: row.idx,
    recipe: row.recipe === null ? undefined : JSON.parse(row.recipe),
    size: row.size,
    saved: row.saved === 1,
    createdAt: row.created_at,
    origin: row.origin === null ? undefined : JSON.parse(row.origin),
    rating: row.rating ?? undefined,
    tags: JSON.parse(row.tags),
    note: row.note ?? undefined,
    copyCheck: row.copy_check === null ? undefined : JSON.parse(row.copy_check),
  }))
  .pipe(Face);

const IdRow = z.object({ id: FaceId }).transform(({ id }) => id);
const Count = z.object({ count: z.int() });
const LatentRow = z.object({ latent: z.string().nullable() });
const HashRow = z.object({ hash: z.string() }).transform(({ hash }) => hash);
const CountedTag = z.object({ tag: z.string(), count: z.int() });
const RatingRow = z
  .object({ rating: z.int().nullable(), ids: z.string() })
  .transform(({ rating, ids }): unknown => ({ rating, ids: JSON.parse(ids) }))
  .pipe(z.object({ rating: z.int().nullable(), ids: z.array(FaceId) }));

/** SQL: the ids that a parameter holds as JSON. */
const given = '(SELECT value FROM json_each(?))';
