import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readImports } from './import-graph.ts';
import { needlessOpenings } from './openings.ts';
import { type Borders, exceptionsTo, measureRooms } from './rooms.ts';
import { strangeNames } from './words.ts';

/** `node lint/check-rooms.ts`: prints how well the rooms of the house keep apart, and fails where one does not. */

const root = path.dirname(import.meta.dirname);

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  // A file that is about to be removed is listed until the commit.
  .filter((file) => /\.tsx?$/.test(file) && existsSync(path.join(root, file)));

const sources = files.map((file) => {
  const text = readFileSync(path.join(root, file), 'utf8');
  return {
    path: file,
    lines: text.split('\n').length - 1,
    openings: needlessOpenings(file, text),
    names: strangeNames(text),
  };
});

const borders: Borders = JSON.parse(readFileSync(path.join(import.meta.dirname, 'borders.json'), 'utf8'));

for (const { what, limit, found } of [
  ...measureRooms(sources, readImports(root, files)),
  exceptionsTo('compute', borders),
]) {
  const isHeld = found.length <= limit;
  process.stdout.write(
    `${isHeld ? '✓' : '✗'} ${what}: ${found.length}${limit > 0 ? ` (${limit} at most)` : ''}\n`,
  );
  if (isHeld) continue;
  for (const line of found) process.stdout.write(`    ${line}\n`);
  process.exitCode = 1;
}
