import { z } from 'zod';
import { definedFields } from '../../contract/defined-fields.ts';
import { Settings } from '../../contract/system/system.ts';
import type { Db } from './db.ts';

/** The user's settings, kept in the library; those of one session stand in their place and are not kept. */
export class SettingsStore {
  readonly #db: Db;
  readonly #ofSession: Partial<Settings>;

  constructor(db: Db, ofSession: Partial<Settings> = {}) {
    this.#db = db;
    this.#ofSession = ofSession;
  }

  get(): Settings {
    return { ...this.#kept(), ...this.#ofSession };
  }

  #kept(): Settings {
    const row = this.#db.get(Row, 'SELECT value FROM settings WHERE key = ?', key);
    return Settings.parse(row === undefined ? {} : JSON.parse(row.value));
  }

  change(patch: { [K in keyof Settings]?: Settings[K] | undefined }): Settings {
    const settings = { ...this.#kept(), ...definedFields(patch) };
    this.#db.run('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)', key, JSON.stringify(settings));
    return this.get();
  }
}

const Row = z.object({ value: z.string() });
const key = 'settings';
