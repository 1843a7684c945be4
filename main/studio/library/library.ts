import { accessSync, constants, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { errorCode, explainDiskError } from '../../disk/disk-error.ts';
import { syncFolderNow } from '../../disk/sync-folder.ts';
import { temporaryPrefix } from '../../protocol/checkpoint-files.ts';
import { createLogger, type Logger } from '../base/log.ts';
import { backUpDatabase } from './back-up.ts';
import { Db } from './db.ts';
import { lockLibrary } from './lock.ts';
import { migrate } from './migrations/index.ts';
import { assertOwnFolder } from './own-folder.ts';
import { type LibraryPaths, libraryPaths } from './paths.ts';

/** The folder that holds everything, opened. */
export interface Library {
  dir: string;
  paths: LibraryPaths;
  db: Db;
  close(): void;
}

/** Opens a library, making it when the folder is new. Throws LIBRARY_UNUSABLE or LIBRARY_NEWER, changing nothing. */
export function openLibrary(
  dir: string,
  { log = noLog, sync = syncFolderNow }: { log?: Logger; sync?: typeof syncFolderNow } = {},
): Library {
  const paths = libraryPaths(dir);
  prepareFolder(dir);
  assertOwnFolder(dir);
  let db: Db | undefined;
  const onLost = (error: StudioError) => {
    log.error('the library was taken over', { error });
    db?.refuse(error);
  };
  const lock = lockLibrary(paths, { log, onLost });
  try {
    db = openDatabase(paths.database);
    const opening = db;
    migrate(opening, (version) => backUpDatabase(opening, paths, version));
    const subfolders = [
      paths.datasets,
      paths.runs,
      paths.models,
      paths.gallery,
      paths.latents,
      paths.sheets,
      paths.blindTests,
      paths.uploads,
      paths.downloads,
    ];
    for (const folder of subfolders) {
      mkdirSync(folder, { recursive: true });
    }
    removeLeftOvers(dir);
    if (!sync(dir))
      log.warn('this disk cannot sync folders: a power cut may undo what was saved last', { dir });
  } catch (error) {
    db?.close();
    lock.release();
    throw error;
  }
  const opened = db;
  return {
    dir,
    paths,
    db: opened,
    close() {
      try {
        opened.close();
      } finally {
        lock.release();
      }
    },
  };
}

/** Of those who only work in a library for a moment. */
const noLog = createLogger(() => undefined);

function prepareFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    if (!statSync(dir).isDirectory()) throw new Error('not a folder');
    accessSync(dir, constants.R_OK | constants.W_OK);
  } catch (cause) {
    const why =
      errorCode(cause) === 'EEXIST' ? 'something else has that name' : 'the folder cannot be written';
    throw new StudioError(
      'LIBRARY_UNUSABLE',
      `The library cannot be opened: ${why}.`,
      { next: 'Choose another folder for the library.', subject: dir },
      { cause },
    );
  }
}

function openDatabase(file: string): Db {
  try {
    return new Db(file);
  } catch (cause) {
    const explained = explainDiskError(cause, file);
    if (explained instanceof StudioError) throw explained;
    throw new StudioError(
      'LIBRARY_UNUSABLE',
      'The library’s database cannot be opened.',
      { next: 'Restore library.sqlite from a backup, or choose another library.', subject: file },
      { cause },
    );
  }
}

/** What a process that was killed had begun: in the library, its folders, and those of each dataset, run or model. */
function removeLeftOvers(folder: string, depth = 2): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(temporaryPrefix)) rmSync(path, { recursive: true, force: true });
    else if (depth > 0 && entry.isDirectory()) removeLeftOvers(path, depth - 1);
  }
}
