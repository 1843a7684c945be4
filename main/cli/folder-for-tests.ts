import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Around the unit tests: every temporary folder of theirs, and of the processes that they start and kill, lies in one
 * that is removed when the last test has ended.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-'));
  // Some tests look at their files as another user.
  chmodSync(folder, 0o755);
  // What the system's temporary folder is named by: on Unix the first, on Windows the others.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  // Hundreds of processes load the same modules: the first compiles them, the others read what it compiled.
  process.env['NODE_COMPILE_CACHE'] = join(folder, 'compiled-modules');
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
