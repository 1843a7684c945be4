import { expect, it } from 'vitest';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { Db } from './db.ts';
import { migrate } from './migrations/index.ts';
import { SettingsStore } from './settings.ts';

const path = tempFolderPerTest();

it('keeps what is changed, and nothing of what holds for one session', () => {
  const db = new Db(path('test.sqlite'));
  migrate(db);
  const session = new SettingsStore(db, { threads: 1 });
  expect(session.get().threads).toBe(1);
  expect(session.change({ engine: 'wasm' })).toMatchObject({ engine: 'wasm', threads: 1 });
  expect(new SettingsStore(db).get()).toMatchObject({ engine: 'wasm', threads: 0 });
  db.close();
});
