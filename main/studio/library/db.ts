import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { explainDiskError, sqliteResult } from '../../disk/disk-error.ts';

/** Values that a statement takes. */
export type SqlValue = SQLInputValue;

/** Text as it is searched: without accents and capitals. `fold` in SQL. */
export const foldText = (text: string): string =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

/**
 * The library's database: SQLite in WAL mode, behind the few calls that we need. Rows are parsed by a schema, so that a
 * column that changed is an error here and not a surprise later. Statements are cached by their text. Trouble with the
 * disk becomes an error with its next step.
 */
export class Db {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  #refusal: StudioError | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#database = openWal(file);
    this.#database.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    // SQLite itself knows the small letters of ASCII only.
    this.#database.function('fold', { deterministic: true }, (text) => foldText(String(text ?? '')));
  }

  /** Runs statements without parameters, such as migrations. */
  exec(sql: string): void {
    this.#explained(() => this.#database.exec(sql));
  }

  /** Runs one statement; returns the number of rows it changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#explained(() => {
      this.#assertThere();
      return Number(this.#prepare(sql).run(...values).changes);
    });
  }

  get<S extends z.ZodType>(schema: S, sql: string, ...values: SqlValue[]): z.infer<S> | undefined {
    const row = this.#explained(() => this.#prepare(sql).get(...values));
    return row === undefined ? undefined : schema.parse(row);
  }

  all<S extends z.ZodType>(schema: S, sql: string, ...values: SqlValue[]): z.infer<S>[] {
    return this.#explained(() => this.#prepare(sql).all(...values)).map((row) => schema.parse(row));
  }

  /** All of `work` or none of it; inside another transaction it is a part of that one. */
  transaction<T>(work: () => T): T {
    if (this.#database.isTransaction) return work();
    return this.#explained(() => {
      this.#assertThere();
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        // A full disk has undone it already.
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** From now on every call throws this error. */
  refuse(error: StudioError): void {
    this.#refusal = error;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  /** A file that was deleted or moved while it is open would take everything, and nobody would ever read it. */
  #assertThere(): void {
    if (this.#database.isTransaction || existsSync(this.#file)) return;
    const folder = dirname(this.#file);
    throw new StudioError('LIBRARY_UNUSABLE', 'The library’s folder has gone; it was moved or deleted.', {
      next: `Put it back to ${folder}, or connect its disk again, and start Faceloom again.`,
      subject: folder,
    });
  }

  #explained<T>(work: () => T): T {
    if (this.#refusal !== undefined) throw this.#refusal;
    try {
      return work();
    } catch (error) {
      throw explainDiskError(error, this.#file);
    }
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

/** True while another process has a database open, even one that is doing nothing with it. */
export function isOpenElsewhere(file: string): boolean {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK;');
    return false;
  } catch (error) {
    if (sqliteResult(error) === 5) return true;
    throw error;
  } finally {
    database.close();
  }
}

/**
 * Opens a database in WAL mode. That needs memory which processes share in a file, and many network shares have none;
 * there the process keeps it to itself, which SQLite allows while nobody else may use the database (sqlite.org/wal.html, 8).
 */
function openWal(file: string): DatabaseSync {
  try {
    return openWith(file, 'PRAGMA journal_mode = WAL;');
  } catch (error) {
    const result = sqliteResult(error);
    if (result !== 10 && result !== 14) throw error;
    return openWith(file, 'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;');
  }
}

function openWith(file: string, pragmas: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    // Reading shows whether the mode works.
    database.exec(`${pragmas} SELECT count(*) FROM sqlite_schema;`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
