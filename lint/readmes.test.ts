import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.dirname(import.meta.dirname);
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .filter((file) => existsSync(path.join(root, file)));
const readmes = files.filter((file) => /^(main|renderer|lint)\/(.+\/)?README\.md$/.test(file));

/** Files and folders that a page names, as `steps/whole-step.ts` or `steps/`. */
const named = (page: string) => [...page.matchAll(/`([\w./-]+(?:\.tsx?|\.md|\/))`/g)].map(([, name]) => name);

/** Names of the sources that lie in a folder. */
function sourcesOf(room: string): string[] {
  const sources = files.filter((file) => path.posix.dirname(file) === room && /\.tsx?$/.test(file));
  return sources.map((file) => path.posix.basename(file)).filter((name) => !name.includes('.test.'));
}

/** A page may leave out the beginning of a path that its reader knows. */
const isThere = (name: string) =>
  files.some((file) => `/${file}`.includes(`/${name.replace(/^(\.\.\/)+/, '')}`));

it.each(readmes)('%s names only files and folders that are there', (readme) => {
  const names = named(readFileSync(path.join(root, readme), 'utf8'));
  expect(names).not.toEqual([]);
  expect(names.filter((name) => !isThere(name))).toEqual([]);
});

/** Rooms without rooms of their own, small enough for a page that says of each file what it is for. */
const smallRooms = readmes.map(path.posix.dirname).filter((room) => {
  const inside = files.filter((file) => file.startsWith(`${room}/`) && !file.startsWith(`${room}/testing/`));
  return inside.every((file) => path.posix.dirname(file) === room) && sourcesOf(room).length <= 15;
});

it.each(smallRooms)('%s has a page that names all its files', (room) => {
  const names = named(readFileSync(path.join(root, room, 'README.md'), 'utf8'));
  expect(sourcesOf(room).filter((name) => !names.includes(name))).toEqual([]);
});

it('looks at the rooms that are read as lists', () => {
  expect(smallRooms).toEqual(expect.arrayContaining(['main/disk', 'main/job-folder', 'main/worker']));
});

it('finds a file that has gone', () => {
  expect(named('see `gone/away.ts` and `main/gone/`')).toEqual(['gone/away.ts', 'main/gone/']);
  expect(isThere('gone/away.ts')).toBe(false);
});
