import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { openTestStudio } from '../../main/studio/testing/open-test-studio.ts';
import { runProgram, runWithErrors, Seen } from './run-program.ts';

/** Starts of the built desktop program that cannot go well; the person presses Quit. */

let dir: string;
test.beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'faceloom-shell-'));
});
test.afterEach(async () => {
  spawnSync('umount', [dir]);
  await chmod(dir, 0o700);
  await rm(dir, { recursive: true });
});

const Question = z.object({ message: z.string(), detail: z.string(), buttons: z.array(z.string()) });

/** What the person is asked before they quit; the program must not open a window, nor break. */
async function questionOfStart(): Promise<z.infer<typeof Question>> {
  const report = await runProgram('only-start.ts', dir, { STAND_IN_PRESS: 'Quit' });
  const { seen } = z.object({ seen: Seen }).parse(report);
  expect(seen.map(({ name }) => name)).not.toContain('error box');
  expect(seen.map(({ name }) => name)).not.toContain('load');
  expect(seen.at(-1)).toEqual({ name: 'exit', value: 0 });
  return Question.parse(seen.find(({ name }) => name === 'question')?.value);
}

/** What the program does where nobody has to be asked. */
async function namesOfStart(): Promise<string[]> {
  const { seen } = z.object({ seen: Seen }).parse(await runProgram('only-start.ts', dir));
  return seen.map(({ name }) => name);
}

/** Mounts a small disk, or says why the test is skipped. */
function mount(options: string): void {
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir]);
  test.skip(status !== 0, 'This user may not mount a disk.');
}

test('a home that may not be written is told, with what to do', async () => {
  // Who may do everything is stopped by a disk alone.
  if (process.getuid?.() === 0) mount('ro');
  else await chmod(dir, 0o500);
  const { message, detail } = await questionOfStart();
  expect(message).toMatch(/cannot be written/);
  expect(detail).toContain(path.join(dir, 'library'));
  expect(detail).toMatch(/\.$/);
});

test('a disk that is full at the first start is told, and nothing half-made is left', async () => {
  mount('size=4m');
  // As much of it as there is room for.
  await writeFile(path.join(dir, 'other'), Buffer.alloc(8 * 2 ** 20)).catch(() => undefined);
  const { message, buttons } = await questionOfStart();
  expect(message).toMatch(/disk is full/i);
  expect(buttons).toContain('Try again');
  await rm(path.join(dir, 'other'));
  expect(await namesOfStart()).toContain('load');
});

test('an older Faceloom refuses a newer library and changes nothing in it', async () => {
  const libraryDir = path.join(dir, 'library');
  await (await openTestStudio({ libraryDir }))[Symbol.asyncDispose]();
  const database = path.join(libraryDir, 'library.sqlite');
  const db = new DatabaseSync(database);
  db.exec('PRAGMA user_version = 9999; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  const contentOf = async () => [
    (await readdir(libraryDir)).filter((name) => !name.startsWith('library.')).sort(),
    createHash('sha256')
      .update(await readFile(database))
      .digest('hex'),
  ];
  const before = await contentOf();
  const { message, buttons } = await questionOfStart();
  expect(message).toMatch(/^A newer Faceloom made this library/);
  expect(buttons).toContain('Open another library…');
  expect(await contentOf()).toEqual(before);
});

test('without a display the reason is told in one line, and nothing is begun', async () => {
  test.skip(process.platform !== 'linux', 'Other systems always have a display.');
  const { report, stderr } = await runWithErrors('only-start.ts', dir, { DISPLAY: '', WAYLAND_DISPLAY: '' });
  const { seen } = z.object({ seen: Seen }).parse(report);
  // The log listens as soon as it is imported.
  expect(seen.filter(({ name }) => name !== 'handle')).toEqual([{ name: 'exit', value: 1 }]);
  expect(stderr).toMatch(/^There is no display .+\.\n$/);
  expect(await readdir(dir)).toEqual([]);
});

test('settings of the window that cannot be read are passed over', async () => {
  await mkdir(path.join(dir, 'desktop-state.json'));
  expect(await namesOfStart()).toContain('load');
});
