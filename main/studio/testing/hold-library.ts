import { openLibrary } from '../library/library.ts';

/** Opens a library in a process of its own and holds it until the process is killed; says how it went in one line. */
try {
  openLibrary(process.argv[2]);
  process.stdout.write('open\n');
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
