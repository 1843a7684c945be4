import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { largestFileBytes } from './largest-file.ts';
import { tempDir } from './testing.ts';

test('finds the largest file, however deep it lies', async () => {
  const dir = tempDir();
  mkdirSync(path.join(dir, 'pip', 'unpack'), { recursive: true });
  writeFileSync(path.join(dir, 'small'), 'abc');
  writeFileSync(path.join(dir, 'pip', 'unpack', 'wheel'), 'abcdefg');
  expect(await largestFileBytes(dir)).toBe(7);
});

test('a folder that goes while it is measured counts as nothing, and hides nothing else', async () => {
  const dir = tempDir();
  for (let at = 0; at < 50; at++) mkdirSync(path.join(dir, `${at}`));
  writeFileSync(path.join(dir, 'wheel'), 'abc');
  const measured = largestFileBytes(dir);
  for (let at = 0; at < 50; at++) rmSync(path.join(dir, `${at}`), { recursive: true });
  expect(await measured).toBeLessThanOrEqual(3);
  expect(await largestFileBytes(dir)).toBe(3);
  rmSync(dir, { recursive: true });
  expect(await largestFileBytes(dir)).toBe(0);
});
