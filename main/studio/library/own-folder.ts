import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { libraryPaths } from './paths.ts';

/**
 * Refuses to make a library among files that are not its own, such as photos: whoever removes a library removes its
 * folder. One that is there already opens, whatever lies beside it.
 */
export function assertOwnFolder(dir: string): void {
  if (existsSync(libraryPaths(dir).database)) return;
  const foreign = readdirSync(dir).find((name) => !isStray(name) && !isOfLibrary(name));
  if (foreign === undefined) return;
  throw new StudioError(
    'LIBRARY_UNUSABLE',
    `The library cannot be made here: the folder holds other files, such as "${foreign}".`,
    { next: `Choose a new or an empty folder for it, for example ${join(dir, 'Faceloom')}.`, subject: dir },
  );
}

/** What systems leave in any folder, and whatever is hidden. */
const isStray = (name: string): boolean =>
  name.startsWith('.') ||
  /^(Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini|\$RECYCLE\.BIN|System Volume Information|lost\+found|@eaDir|#recycle)$/i.test(
    name,
  );

const ownNames = new Set(
  Object.values(libraryPaths('')).flatMap((path) => (typeof path === 'string' ? [path.split(sep)[0]] : [])),
);

/** What an opening that failed may have left, and what is still there of a library whose database is lost. */
const isOfLibrary = (name: string): boolean => ownNames.has(name) || name.startsWith('library.');
