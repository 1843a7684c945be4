import { chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOwnedFolder } from '../disk/abandoned-folders.ts';

/**
 * Around the unit tests: every temporary folder of theirs, and of the processes that they start and kill, lies in one
 * that is removed when the last test has ended; or, where the tests were killed, by the next.
 */
export default async function setup(): Promise<() => void> {
  const folder = await makeOwnedFolder(tmpdir(), 'faceloom-tests-');
  // Some tests look at their files as another user.
  chmodSync(folder, 0o755);
  // What the system's temporary folder is named by: on Unix the first, on Windows the others.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  // Hundreds of processes load the same modules: the first compiles them, the others read what it compiled. Not in the
  // folder above: a process writes what it compiled as it exits, which may be after the last test.
  process.env['NODE_COMPILE_CACHE'] = join(import.meta.dirname, '../../node_modules/.cache/compiled-modules');
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
