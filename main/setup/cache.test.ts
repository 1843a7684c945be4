import path from 'node:path';
import { expect, test } from 'vitest';
import { cacheDir } from './cache.ts';

test('is one folder per user, and FACELOOM_CACHE_DIR moves it', () => {
  expect(path.isAbsolute(cacheDir({}))).toBe(true);
  expect(cacheDir({})).toMatch(/faceloom/);
  expect(cacheDir({ FACELOOM_CACHE_DIR: 'elsewhere' })).toBe(path.resolve('elsewhere'));
});
