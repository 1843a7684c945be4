import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../studio/base/log.ts';
import { openDesktopMemory } from './desktop-state.ts';

let dir: string;
const log = createLogger(() => undefined);
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'faceloom-state-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('what is remembered is there at the next start', async () => {
  const file = path.join(dir, 'state.json');
  const first = openDesktopMemory(file, log);
  expect(first.state).toEqual({});
  const place = { bounds: { x: 1, y: 2, width: 1200, height: 800 }, isMaximized: true, zoomFactor: 1.2 };
  const windows = { '1920x1080@0,0': place };
  void first.remember({ windows });
  await first.remember({ lastFolder: '/pictures' });
  expect(openDesktopMemory(file, log).state).toEqual({ windows, lastFolder: '/pictures' });
});

test.each(['', '{', '{"lastFolder": 3}', '[]'])('a damaged file (%s) is as good as none', async (text) => {
  const file = path.join(dir, 'state.json');
  await writeFile(file, text);
  expect(openDesktopMemory(file, log).state).toEqual({});
});

test('a place that cannot be written is told in the log and does no harm', async () => {
  const levels: string[] = [];
  const memory = openDesktopMemory(
    path.join(dir, 'absent', 'state.json'),
    createLogger(({ level }) => levels.push(level)),
  );
  await memory.remember({ lastFolder: '/pictures' });
  expect(memory.state.lastFolder).toBe('/pictures');
  expect(levels).toContain('warn');
});
