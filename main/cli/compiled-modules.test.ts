import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { version } from './app.ts';

const path = tempFolderPerTest();

/** What the program writes, with a home and a cache of its own and more of the environment. */
function start(cache: string, more: NodeJS.ProcessEnv = {}): string {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'faceloom.ts'), '--version'],
    {
      env: { PATH: process.env['PATH'], HOME: path(), FACELOOM_CACHE_DIR: cache, ...more },
      encoding: 'utf8',
    },
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.trim();
}

it('the program keeps its compiled modules where its other caches are', () => {
  expect(start(path('cache'))).toBe(version);
  expect(readdirSync(path('cache', 'compiled-modules'), { recursive: true }).length).toBeGreaterThan(10);
});

it('the program keeps them where it is told to, and starts where there is no place for them', () => {
  expect(start(path('cache'), { NODE_COMPILE_CACHE: path('elsewhere') })).toBe(version);
  expect([existsSync(path('elsewhere')), existsSync(path('cache'))]).toEqual([true, false]);
  mkdirSync(path('full'));
  writeFileSync(path('full', 'compiled-modules'), 'a file in its place');
  expect(start(path('full'))).toBe(version);
});
