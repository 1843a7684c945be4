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

/** A page may leave out the beginning of a path that its reader knows. */
const isThere = (name: string) =>
  files.some((file) => `/${file}`.includes(`/${name.replace(/^(\.\.\/)+/, '')}`));

it.each(readmes)('%s names only files and folders that are there', (readme) => {
  const names = named(readFileSync(path.join(root, readme), 'utf8'));
  expect(names).not.toEqual([]);
  expect(names.filter((name) => !isThere(name))).toEqual([]);
});

it('finds a file that has gone', () => {
  expect(named('see `gone/away.ts` and `main/gone/`')).toEqual(['gone/away.ts', 'main/gone/']);
  expect(isThere('gone/away.ts')).toBe(false);
});
