import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { Face } from '../../contract/faces.ts';
import type { FaceId } from '../../contract/ids.ts';
import type { Db } from '../library/db.ts';

const columns = 'id, from_kind, from_id, from_name, model_hash, nimg, seed, idx, size, saved, created_at';

const Row = z
  .object({
    id: z.string(),
    from_kind: z.string(),
    from_id: z.string(),
    from_name: z.string(),
    model_hash: z.string().nullable(),
    nimg: z.number(),
    seed: z.int(),
    idx: z.int(),
    size: z.int(),
    saved: z.int(),
    created_at: z.string(),
  })
  .transform((row): unknown => ({
    id: row.id,
    from: { kind: row.from_kind, id: row.from_id },
    fromName: row.from_name,
    ...(row.model_hash === null ? {} : { modelHash: row.model_hash }),
    nimg: row.nimg,
    seed: row.seed,
    index: row.idx,
    size: row.size,
    saved: row.saved === 1,
    createdAt: row.created_at,
  }))
  .pipe(Face);

const IdRow = z.object({ id: z.string() }).transform((row) => row.id as FaceId);
const Count = z.object({ count: z.int() });

/** Rows of generated faces. */
export class FaceStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  add(faces: readonly Face[]): void {
    this.#db.transaction(() => {
      for (const face of faces) {
        this.#db.run(
          `INSERT INTO faces (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          face.id,
          face.from.kind,
          face.from.id,
          face.fromName,
          face.modelHash ?? null,
          face.nimg,
          face.seed,
          face.index,
          face.size,
          face.saved ? 1 : 0,
          face.createdAt,
        );
      }
    });
  }

  get(id: FaceId): Face {
    const face = this.#db.get(Row, `SELECT ${columns} FROM faces WHERE id = ?`, id);
    if (face === undefined) {
      throw new StudioError('FACE_NOT_FOUND', 'That face is not in the gallery any more.', {
        next: 'Generate it again with its seed.',
        subject: id,
      });
    }
    return face;
  }

  /** Saved faces, newest first. */
  saved(offset: number, limit: number): { faces: Face[]; total: number } {
    const total = this.#db.get(Count, 'SELECT count(*) AS count FROM faces WHERE saved = 1')?.count ?? 0;
    const faces = this.#db.all(
      Row,
      `SELECT ${columns} FROM faces WHERE saved = 1 ORDER BY created_at DESC, idx LIMIT ? OFFSET ?`,
      limit,
      offset,
    );
    return { faces, total };
  }

  setSaved(ids: readonly FaceId[]): void {
    this.#db.transaction(() => {
      for (const id of ids) this.#db.run('UPDATE faces SET saved = 1 WHERE id = ?', id);
    });
  }

  remove(ids: readonly FaceId[]): void {
    this.#db.transaction(() => {
      for (const id of ids) this.#db.run('DELETE FROM faces WHERE id = ?', id);
    });
  }

  /** Unsaved faces beyond the newest `kept`. */
  oldUnsaved(kept: number): FaceId[] {
    return this.#db.all(
      IdRow,
      'SELECT id FROM faces WHERE saved = 0 ORDER BY created_at DESC, idx LIMIT -1 OFFSET ?',
      kept,
    );
  }
}
