import { z } from 'zod';
import { definedFields } from '../../contract/defined-fields.ts';
import { Settings } from '../../contract/system/system.ts';
import type { Db } from './db.ts';

/** The user's settings, kept in the library. */
export class SettingsStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  get(): Settings {
    const row = this.#db.get(Row, 'SELECT value FROM settings WHERE key = ?', key);
    return Settings.parse(row === undefined ? {} : JSON.parse(row.value));
  }

  change(patch: { [K in keyof Settings]?: Settings[K] | undefined }): Settings {
    const settings = { ...this.get(), ...definedFields(patch) };
    this.#db.run('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)', key, JSON.stringify(settings));
    return settings;
  }
}

const Row = z.object({ value: z.string() });
const key = 'settings';
