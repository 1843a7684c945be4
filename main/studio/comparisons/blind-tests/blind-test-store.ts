import { z } from 'zod';
import { BlindChoice, BlindSide } from '../../../contract/compare/blind-tests.ts';
import { BlindTestId } from '../../../contract/ids.ts';
import type { Db } from '../../library/db.ts';

const TestRow = z
  .object({
    id: z.string(),
    first: z.string(),
    second: z.string(),
    started_at: z.string(),
    ended_at: z.string().nullable(),
  })
  .transform((row) => ({
    id: BlindTestId.parse(row.id),
    first: BlindSide.parse(JSON.parse(row.first)),
    second: BlindSide.parse(JSON.parse(row.second)),
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
  }));
export type StoredTest = z.infer<typeof TestRow>;

const PairRow = z
  .object({ latent: z.int(), is_first_left: z.int(), choice: BlindChoice.nullable() })
  .transform((row) => ({
    latent: row.latent,
    isFirstLeft: row.is_first_left === 1,
    choice: row.choice ?? undefined,
  }));
export type StoredPair = z.infer<typeof PairRow>;

const columns = 'id, first, second, started_at, ended_at';

/** Rows of preference tests and of their pairs. */
export class BlindTestStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  add(test: StoredTest, pairs: readonly Omit<StoredPair, 'choice'>[]): void {
    const { id, first, second, startedAt } = test;
    this.#db.transaction(() => {
      this.#db.run(
        `INSERT INTO blind_tests (${columns}) VALUES (?, ?, ?, ?, NULL)`,
        id,
        JSON.stringify(first),
        JSON.stringify(second),
        startedAt,
      );
      for (const [number, { latent, isFirstLeft }] of pairs.entries())
        this.#db.run(
          'INSERT INTO blind_pairs (test_id, number, latent, is_first_left) VALUES (?, ?, ?, ?)',
          id,
          number,
          latent,
          isFirstLeft ? 1 : 0,
        );
    });
  }

  /** Newest first. */
  list(): StoredTest[] {
    return this.#db.all(TestRow, `SELECT ${columns} FROM blind_tests ORDER BY started_at DESC, id`);
  }

  get(id: BlindTestId): StoredTest | undefined {
    return this.#db.get(TestRow, `SELECT ${columns} FROM blind_tests WHERE id = ?`, id);
  }

  /** In the order in which they are shown. */
  pairs(id: BlindTestId): StoredPair[] {
    return this.#db.all(
      PairRow,
      'SELECT latent, is_first_left, choice FROM blind_pairs WHERE test_id = ? ORDER BY number',
      id,
    );
  }

  answer(id: BlindTestId, number: number, choice: BlindChoice): void {
    this.#db.run('UPDATE blind_pairs SET choice = ? WHERE test_id = ? AND number = ?', choice, id, number);
  }

  end(id: BlindTestId, endedAt: string): void {
    this.#db.run('UPDATE blind_tests SET ended_at = ? WHERE id = ? AND ended_at IS NULL', endedAt, id);
  }

  remove(id: BlindTestId): void {
    this.#db.run('DELETE FROM blind_tests WHERE id = ?', id);
  }
}
