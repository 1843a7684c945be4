import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The checkout that this program runs from. */
export const rootDir = fileURLToPath(new URL('../..', import.meta.url));
export const rendererDir = join(rootDir, 'dist', 'renderer');
export const computeEntry = join(rootDir, 'main', 'compute', 'main.ts');

const Package = z.object({ version: z.string() });
export const version = Package.parse(JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8'))).version;

/** `--library`, or FACELOOM_LIBRARY, or the folder Faceloom in the user's home. */
export const libraryDir = (given?: string): string =>
  resolve(given ?? process.env['FACELOOM_LIBRARY'] ?? join(homedir(), 'Faceloom'));
