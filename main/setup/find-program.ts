import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** True when the path is a file that may be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Absent, forbidden or behind a broken link: not runnable, whatever the cause.
    return false;
  }
}

/** Looks a program up in PATH, first match first, as a shell would. */
export function findProgram(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(path.delimiter).filter(Boolean);
  const names = process.platform === 'win32' ? [`${name}.exe`, name] : [name];
  return folders.flatMap((folder) => names.map((file) => path.join(folder, file))).find(isExecutable);
}
