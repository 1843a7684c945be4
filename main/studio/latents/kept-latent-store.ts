import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import type { LatentId } from '../../contract/ids.ts';
import { KeptLatent } from '../../contract/latents/kept-latents.ts';
import type { Db } from '../library/db.ts';

/** Rows of latents that were kept. */
export class KeptLatentStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Those of one generator, newest first. */
  of(hash: string): KeptLatent[] {
    return this.#db.all(
      Row,
      `SELECT ${columns} FROM latents WHERE hash = ? ORDER BY created_at DESC, id`,
      hash,
    );
  }

  add(latent: KeptLatent): void {
    this.#db.run(
      `INSERT INTO latents (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      latent.id,
      JSON.stringify(latent.from),
      latent.hash,
      latent.name,
      JSON.stringify(latent.recipe),
      latent.residual === undefined ? null : JSON.stringify(latent.residual),
      latent.createdAt,
    );
  }

  rename(id: LatentId, name: string): void {
    assertFound(id, this.#db.run('UPDATE latents SET name = ? WHERE id = ?', name, id));
  }

  remove(id: LatentId): void {
    assertFound(id, this.#db.run('DELETE FROM latents WHERE id = ?', id));
  }
}

const columns = 'id, source, hash, name, recipe, residual, created_at';

const Row = z
  .object({
    id: z.string(),
    source: z.string(),
    hash: z.string(),
    name: z.string(),
    recipe: z.string(),
    residual: z.string().nullable(),
    created_at: z.string(),
  })
  .transform((row): unknown => ({
    id: row.id,
    from: JSON.parse(row.source),
    hash: row.hash,
    name: row.name,
    recipe: JSON.parse(row.recipe),
    residual: row.residual === null ? undefined : JSON.parse(row.residual),
    createdAt: row.created_at,
  }))
  .pipe(KeptLatent);

function assertFound(id: LatentId, rows: number): void {
  if (rows > 0) return;
  throw new StudioError('LATENT_NOT_FOUND', 'That latent is not kept any more.', {
    next: 'Keep the face again, or project its photo again.',
    subject: id,
  });
}
