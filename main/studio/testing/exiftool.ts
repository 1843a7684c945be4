import { execFileSync } from 'node:child_process';
import { z } from 'zod';

/** ExifTool (Debian: libimage-exiftool-perl) reads metadata independently of what wrote it. */
export const hasExiftool = (() => {
  try {
    execFileSync('exiftool', ['-ver'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Why tests that need it are skipped, for their titles. */
export const withoutExiftool = hasExiftool ? '' : ' (skipped: exiftool is not installed)';

/** Every tag of a file by its name. */
export function readTags(file: string): Record<string, unknown> {
  const text = execFileSync('exiftool', ['-json', '-charset', 'utf8', file], { encoding: 'utf8' });
  return z.tuple([z.record(z.string(), z.unknown())]).parse(JSON.parse(text))[0];
}
