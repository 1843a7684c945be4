import { posix, sep } from 'node:path';
import { libraryPaths } from '../../library/paths.ts';

/** Why what a library keeps is passed over: it is copies of photos that were imported, and faces that were drawn. */
export const keptByLibrary = 'kept by a Faceloom library';

/** Paths from the root of a library; those that depend on an id are functions. */
const paths = libraryPaths('');
const namesAtRoot = new Set(
  Object.values(paths)
    .filter((path) => typeof path === 'string')
    .map((path) => path.split(sep)[0]),
);

/** True for a name that a library gives a file or a folder at its root; photos of a person may lie beside them. */
export const isAtLibraryRoot = (name: string): boolean => namesAtRoot.has(name);

/** True for a folder with a library in it, by the names of all that lies there. */
export const holdsLibrary = (names: readonly string[]): boolean =>
  names.includes(paths.database) && names.includes(paths.datasets);

/** True for the path, '/' between its parts, of the file that marks a library. */
export const marksLibrary = (path: string): boolean => posix.basename(path) === paths.database;

/** Tells which files of an archive belong to a library that was packed into it, by the paths of all of them. */
export function libraryFilesOf(archived: readonly string[]): (path: string) => boolean {
  const foldersWith = (name: string) =>
    new Set(archived.flatMap((path) => foldersAround(path, (part) => part === name)));
  const withDatasets = foldersWith(paths.datasets);
  const roots = new Set([...foldersWith(paths.database)].filter((folder) => withDatasets.has(folder)));
  return (path) => foldersAround(path, isAtLibraryRoot).some((folder) => roots.has(folder));
}

/** The folders on a path in which a part with such a name lies; '' is the archive itself. */
function foldersAround(path: string, isWanted: (part: string) => boolean): string[] {
  const parts = path.split('/', deepestParts);
  return parts.flatMap((part, i) => (isWanted(part) ? [parts.slice(0, i).join('/')] : []));
}

/** Names of hostile archives have tens of thousands of parts. */
const deepestParts = 64;
