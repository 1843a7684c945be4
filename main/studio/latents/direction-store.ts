import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { DirectionId } from '../../contract/ids.ts';
import { Direction } from '../../contract/latents/directions.ts';
import type { Db } from '../library/db.ts';

/** A direction with its numbers: a vector of length 1. */
export interface StoredDirection {
  direction: Direction;
  vector: Float32Array;
}

const Row = z
  .object({
    id: z.string(),
    hash: z.string(),
    method: z.string(),
    number: z.int(),
    name: z.string(),
    share: z.number(),
    stages: z.string().nullable(),
    vector: z.string(),
    created_at: z.string(),
  })
  .transform(
    ({ created_at: createdAt, stages, vector, ...row }): StoredDirection => ({
      direction: Direction.parse({
        ...row,
        createdAt,
        stages: stages === null ? undefined : JSON.parse(stages),
      }),
      vector: Float32Array.from(z.array(z.number()).parse(JSON.parse(vector))),
    }),
  );

const IdRow = z.object({ id: DirectionId }).transform(({ id }) => id);

/** Rows of directions. */
export class DirectionStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  get(id: DirectionId): StoredDirection {
    const found = this.#db.get(Row, `SELECT ${columns} FROM directions WHERE id = ?`, id);
    if (found !== undefined) return found;
    throw new StudioError('DIRECTION_NOT_FOUND', 'That direction is not kept any more.', {
      next: 'Find the directions of the model again.',
      subject: id,
    });
  }

  /** Those of one generator, by method and rank. */
  of(hash: string): Direction[] {
    return this.#db
      .all(Row, `SELECT ${columns} FROM directions WHERE hash = ? ORDER BY method, created_at, number`, hash)
      .map(({ direction }) => direction);
  }

  /** Those that are known, by method, stages and rank, stay as they are. Returns the ids of all, in the given order. */
  addMissing(found: readonly StoredDirection[]): DirectionId[] {
    return this.#db.transaction(() =>
      found.map(({ direction, vector }) => {
        const stages = direction.stages === undefined ? null : JSON.stringify(direction.stages);
        const known = this.#db.get(
          IdRow,
          'SELECT id FROM directions WHERE hash = ? AND method = ? AND number = ? AND stages IS ?',
          direction.hash,
          direction.method,
          direction.number,
          stages,
        );
        if (known !== undefined) return known;
        this.#db.run(
          `INSERT INTO directions (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          direction.id,
          direction.hash,
          direction.method,
          direction.number,
          direction.name,
          direction.share,
          stages,
          JSON.stringify(Array.from(vector)),
          direction.createdAt,
        );
        return direction.id;
      }),
    );
  }

  rename(id: DirectionId, name: string): void {
    this.get(id);
    this.#db.run('UPDATE directions SET name = ? WHERE id = ?', name, id);
  }
}

const columns = 'id, hash, method, number, name, share, stages, vector, created_at';
