import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { UnreadableFile } from '../sources/unusable-file.ts';
import type { PreparedFile } from './prepare-source.ts';
import { SourceGuard } from './source-guard.ts';

const path = tempFolderPerTest();
let guard: SourceGuard;
beforeEach(() => {
  mkdirSync(path('photos'));
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) writeFileSync(path('photos', name), name);
  const place = { path: path('photos'), device: statSync(path('photos')).dev, entryCount: 3 };
  guard = new SourceGuard(new Map([[place.path, place]]));
});

const source = (name: string, isInArchive = false) => ({
  name,
  stamp: '1',
  ...(isInArchive ? {} : { path: path('photos', name) }),
  read: () => Promise.reject(new Error('not asked for')),
});
const whole = (name: string): PreparedFile => ({ source: source(name), pictures: [] });
const failed = (name: string, code: string, isInArchive = false): PreparedFile => ({
  source: source(name, isInArchive),
  pictures: [],
  reason: 'it may not be read',
  unreadable: new UnreadableFile('it may not be read', {
    code,
    path: path('photos', name),
    cause: undefined,
  }),
});
const gone = { code: 'SOURCE_GONE' };

describe('SourceGuard', () => {
  it.each(['ENODEV', 'ENOTCONN', 'EHOSTDOWN', 'ENXIO', 'ETIMEDOUT'])('ends an import at %s', async (code) => {
    await guard.pass(whole('a.jpg'));
    await expect(guard.pass(failed('b.jpg', code))).rejects.toMatchObject(gone);
  });

  it.each(['ENOENT', 'EIO', 'ESTALE', 'EACCES'])(
    'ends it at %s when the folder is not there',
    async (code) => {
      rmSync(path('photos'), { recursive: true });
      await expect(guard.pass(failed('b.jpg', code))).rejects.toMatchObject(gone);
      // The place where a disk was mounted stays behind, and is empty.
      mkdirSync(path('photos'));
      await expect(guard.pass(failed('b.jpg', code))).rejects.toMatchObject(gone);
    },
  );

  it('ends it when another device shows through', async () => {
    const place = { path: path('photos'), device: -1, entryCount: 3 };
    const other = new SourceGuard(new Map([[place.path, place]]));
    await expect(other.pass(failed('b.jpg', 'ENOENT'))).rejects.toMatchObject(gone);
  });

  it('ends it when an archive is gone with all that is in it', async () => {
    await expect(guard.pass(failed('x.zip', 'ENOENT', true))).rejects.toMatchObject(gone);
  });

  it('takes files that somebody deleted, or may not be read, for what they are, in their order', async () => {
    expect(await guard.pass(whole('a.jpg'))).toHaveLength(1);
    for (let i = 0; i < 50; i++) expect(await guard.pass(failed(`deleted-${i}.jpg`, 'ENOENT'))).toEqual([]);
    expect(await guard.pass(failed('b.jpg', 'EACCES'))).toEqual([]);
    const released = await guard.pass(whole('c.jpg'));
    expect(released.map((file) => file.source.name)).toEqual([
      ...Array.from({ length: 50 }, (_, i) => `deleted-${i}.jpg`),
      'b.jpg',
      'c.jpg',
    ]);
    expect(await guard.pass(failed('deleted.jpg', 'ENOENT'))).toEqual([]);
    expect(guard.end()).toHaveLength(1);
  });

  it.each(['EIO', 'EACCES', 'ESTALE'])(
    'ends it after twenty files with %s, unless it began with them',
    async (code) => {
      const many = async (count: number) => {
        for (let i = 0; i < count; i++) await guard.pass(failed(['a.jpg', 'b.jpg', 'c.jpg'][i % 3], code));
      };
      await many(100);
      expect(await guard.pass(whole('a.jpg'))).toHaveLength(101);
      await many(19);
      await expect(many(1)).rejects.toMatchObject(gone);
    },
  );

  it('counts links whose target went away, which are there themselves', async () => {
    symlinkSync(path('share', 'a.jpg'), path('photos', 'link.jpg'));
    await guard.pass(whole('a.jpg'));
    const many = async () => {
      for (let i = 0; i < 20; i++) await guard.pass(failed('link.jpg', 'ENOENT'));
    };
    await expect(many()).rejects.toMatchObject(gone);
  });

  it('does not end with files that the disk failed to read last', async () => {
    await guard.pass(whole('a.jpg'));
    await guard.pass(failed('b.jpg', 'EIO'));
    expect(() => guard.end()).toThrow(expect.objectContaining(gone));
  });
});
