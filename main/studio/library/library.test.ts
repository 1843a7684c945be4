import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeFileAtomic } from '../../disk/atomic-file.ts';
import { createLogger } from '../base/log.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { Db } from './db.ts';
import { openLibrary } from './library.ts';
import { initial } from './migrations/0001-initial.ts';

const path = tempFolderPerTest();

describe('openLibrary', () => {
  it('makes a library, opens it again, and holds it alone meanwhile', () => {
    const library = openLibrary(path('lib'));
    expect(
      library.db.get(z.object({ user_version: z.int() }), 'PRAGMA user_version')?.user_version,
    ).toBeGreaterThan(0);
    expect(() => openLibrary(path('lib'))).toThrow(
      expect.objectContaining({
        code: 'LIBRARY_UNUSABLE',
        message: expect.stringContaining(String(process.pid)),
      }),
    );
    library.close();
    openLibrary(path('lib')).close();
  });

  it('refuses a library of a newer Faceloom and changes nothing', () => {
    openLibrary(path('lib')).close();
    const db = new Db(path('lib', 'library.sqlite'));
    db.exec('PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE);');
    db.close();
    const before = readFileSync(path('lib', 'library.sqlite'));
    expect(() => openLibrary(path('lib'))).toThrow(expect.objectContaining({ code: 'LIBRARY_NEWER' }));
    expect(readFileSync(path('lib', 'library.sqlite'))).toEqual(before);
    expect(existsSync(path('lib', 'library.owner.json'))).toBe(false);
  });

  it('copies the database before it changes that of an older Faceloom, and keeps the newest copy', () => {
    mkdirSync(path('lib'));
    const file = path('lib', 'library.sqlite');
    const old = new Db(file);
    old.exec(initial);
    old.run("INSERT INTO settings (key, value) VALUES ('kept', 'yes')");
    old.exec('PRAGMA user_version = 1');
    old.close();
    writeFileSync(path('lib', 'library.version-0.sqlite'), 'an older copy');

    openLibrary(path('lib')).close();
    const copies = () => readdirSync(path('lib')).filter((name) => name.includes('version-'));
    expect(copies()).toEqual(['library.version-1.sqlite']);
    const [backup, migrated] = [new Db(path('lib', 'library.version-1.sqlite')), new Db(file)];
    const version = (db: Db) =>
      db.get(z.object({ user_version: z.int() }), 'PRAGMA user_version')?.user_version ?? 0;
    expect(version(backup)).toBe(1);
    expect(version(migrated)).toBeGreaterThan(1);
    const kept = "SELECT value FROM settings WHERE key = 'kept'";
    for (const db of [backup, migrated]) {
      expect(db.get(z.object({ value: z.string() }), kept)?.value).toBe('yes');
      db.close();
    }
    // A library that is up to date is not copied again.
    openLibrary(path('lib')).close();
    expect(copies().filter((name) => !name.includes('version-1.'))).toEqual([]);
  });

  it('refuses a path that is a file, and a file that is not a database', () => {
    writeFileSync(path('file'), 'x');
    expect(() => openLibrary(path('file'))).toThrow(expect.objectContaining({ code: 'LIBRARY_UNUSABLE' }));
    mkdirSync(path('odd'));
    writeFileSync(path('odd', 'library.sqlite'), 'this is not a database, whatever its name says');
    expect(() => openLibrary(path('odd'))).toThrow(expect.objectContaining({ code: 'LIBRARY_UNUSABLE' }));
    expect(existsSync(path('odd', 'library.owner.json'))).toBe(false);
  });

  it('goes on where the disk cannot sync folders, and says so once', () => {
    const lines: string[] = [];
    const log = createLogger(({ message }) => lines.push(message));
    openLibrary(path('lib'), { log, sync: () => true }).close();
    expect(lines).toEqual([]);
    openLibrary(path('lib'), { log, sync: () => false }).close();
    expect(lines).toEqual([expect.stringContaining('cannot sync folders')]);
  });

  it('removes what a crash left half-made', () => {
    openLibrary(path('lib')).close();
    mkdirSync(path('lib', 'datasets', '.tmp-half', 'images'), { recursive: true });
    mkdirSync(path('lib', 'datasets', 'people-1'));
    for (const file of ['.tmp-a', 'datasets/people-1/.tmp-b', 'datasets/people-1/pixels.u8', 'runs/.tmp-c'])
      writeFileSync(path('lib', file), 'x');
    openLibrary(path('lib')).close();
    expect(readdirSync(path('lib'), { recursive: true }).filter((name) => /\.tmp-/.test(`${name}`))).toEqual(
      [],
    );
    expect(readdirSync(path('lib', 'datasets'), { recursive: true })).toEqual([
      'people-1',
      join('people-1', 'pixels.u8'),
    ]);
  });
});

describe('writeFileAtomic', () => {
  it('writes whole or not at all', async () => {
    await writeFileAtomic(path('a'), 'first');
    await writeFileAtomic(path('a'), 'second');
    expect(readFileSync(path('a'), 'utf8')).toBe('second');
    const fullDisk = async (file: string) => {
      const handle = await open(file, 'wx');
      return {
        writeFile: async () => {
          await handle.writeFile('sec');
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        },
        sync: () => handle.sync(),
        close: () => handle.close(),
      };
    };
    await expect(writeFileAtomic(path('a'), 'third', { openFile: fullDisk })).rejects.toMatchObject({
      code: 'DISK_FULL',
    });
    expect(readFileSync(path('a'), 'utf8')).toBe('second');
    expect(readdirSync(path())).toEqual(['a']);
  });
});

describe('Db', () => {
  it('says that the disk is full, and stays usable', () => {
    const db = new Db(path('db'));
    db.exec('PRAGMA max_page_count = 3; CREATE TABLE t (a TEXT)');
    const fill = () => db.run('INSERT INTO t VALUES (?)', 'x'.repeat(50_000));
    expect(fill).toThrow(expect.objectContaining({ code: 'DISK_FULL' }));
    expect(() => db.transaction(fill)).toThrow(expect.objectContaining({ code: 'DISK_FULL' }));
    db.run('INSERT INTO t VALUES (?)', 'small');
    db.close();
  });

  it('undoes a transaction that fails, and parses its rows', () => {
    const db = new Db(path('db'));
    db.exec('CREATE TABLE t (a INTEGER)');
    expect(() =>
      db.transaction(() => {
        db.run('INSERT INTO t VALUES (?)', 1);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(db.all(z.object({ a: z.int() }), 'SELECT a FROM t')).toEqual([]);
    db.run('INSERT INTO t VALUES (?)', 2);
    expect(() => db.get(z.object({ a: z.string() }), 'SELECT a FROM t')).toThrow(z.ZodError);
    db.close();
  });
});
