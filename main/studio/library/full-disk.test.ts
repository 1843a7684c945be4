import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFileAtomic, putFile, writeFileAtomic } from '../../disk/atomic-file.ts';
import { Db } from './db.ts';

const kb = 1024;
const disk = mkdtempSync(join(tmpdir(), 'faceloom-disk-'));
const file = (name: string) => join(disk, name);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${512 * kb}`, 'tmpfs', disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

describe(`a real disk of 512 kB${mounted ? '' : ' (skipped: this user may not mount one)'}`, () => {
  it.runIf(mounted)('that is full loses nothing, says so, and takes more once there is room', async () => {
    await writeFileAtomic(file('a'), 'before');
    const db = new Db(file('db'));
    db.exec('CREATE TABLE t (a TEXT)');
    db.run('INSERT INTO t VALUES (?)', 'before');
    writeFileSync(file('other'), Buffer.alloc(200 * kb));
    const before = readdirSync(disk).sort();
    const large = Buffer.alloc(800 * kb, 'x');
    const works = {
      writeFileAtomic: () => writeFileAtomic(file('a'), large),
      makeFileAtomic: () => makeFileAtomic(file('a'), (name) => writeFile(name, large), { flush: true }),
      putFile: async () => putFile(file('a'), 'x'.repeat(large.length)),
      'the database': async () => db.run('INSERT INTO t VALUES (?)', 'x'.repeat(large.length)),
    };
    for (const [name, work] of Object.entries(works)) {
      await expect(work(), name).rejects.toMatchObject({ code: 'DISK_FULL' });
      expect(readFileSync(file('a'), 'utf8'), name).toBe('before');
      expect(readdirSync(disk).sort(), name).toEqual(before);
    }
    rmSync(file('other'));
    await writeFileAtomic(file('a'), Buffer.alloc(100 * kb, 'y'));
    expect(readFileSync(file('a'))).toHaveLength(100 * kb);
    db.run('INSERT INTO t VALUES (?)', 'after');
    db.close();
  });
});
