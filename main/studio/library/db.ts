import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { z } from 'zod';
import { explainDiskError } from '../../disk/disk-error.ts';

/** Values that a statement takes. */
export type SqlValue = SQLInputValue;

/** Text as it is searched: without accents and capitals. `fold` in SQL. */
export const foldText = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

/**
 * The library's database: SQLite in WAL mode, behind the few calls that we need. Rows are parsed by a schema, so that a
 * column that changed is an error here and not a surprise later. Statements are cached by their text.
 */
export class Db {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  constructor(file: string) {
    this.#file = file;
    this.#database = new DatabaseSync(file);
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    // SQLite itself knows the small letters of ASCII only.
    this.#database.function('fold', { deterministic: true }, (text) => foldText(String(text ?? '')));
  }

  /** Runs statements without parameters, such as migrations. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Runs one statement; returns the number of rows it changed. */
  run(sql: string, ...values: SqlValue[]): number {
    try {
      return Number(this.#prepare(sql).run(...values).changes);
    } catch (error) {
      throw explainDiskError(error, this.#file);
    }
  }

  get<S extends z.ZodType>(schema: S, sql: string, ...values: SqlValue[]): z.infer<S> | undefined {
    const row = this.#prepare(sql).get(...values);
    return row === undefined ? undefined : schema.parse(row);
  }

  all<S extends z.ZodType>(schema: S, sql: string, ...values: SqlValue[]): z.infer<S>[] {
    return this.#prepare(sql)
      .all(...values)
      .map((row) => schema.parse(row));
  }

  /** All of `work` or none of it. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has undone it already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw explainDiskError(error, this.#file);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string) {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
