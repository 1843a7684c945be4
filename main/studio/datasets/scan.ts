import { constants, type Dirent } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { QuarantinedFile } from '../../contract/jobs.ts';
import { errorCode } from '../library/atomic-file.ts';
import { isHidden, looksLikePicture } from './file-kinds.ts';

export interface FoundFile {
  path: string;
  /** How the user would name it: the folder that was chosen, then the path inside it. */
  name: string;
}

/** Everything below the chosen paths: `files + ignored + unreadable` accounts for each file seen. */
export interface Scan {
  files: FoundFile[];
  /** Hidden and system files, and files that are not pictures by their ending. */
  ignored: FoundFile[];
  unreadable: QuarantinedFile[];
}

/**
 * Finds pictures in folders of any depth, in a stable order (by name), and files that are named directly whatever
 * their ending. A folder that was seen before, by a symbolic link for example, is not entered again.
 */
export async function scanSources(paths: readonly string[], signal: AbortSignal): Promise<Scan> {
  const scan: Scan = { files: [], ignored: [], unreadable: [] };
  const seenFolders = new Set<string>();
  for (const path of paths) {
    signal.throwIfAborted();
    if (await isFolder(path)) await scanFolder(path, path, scan, seenFolders, signal);
    else scan.files.push({ path, name: basename(path) });
  }
  return scan;
}

/** Throws PATH_NOT_FOUND or PATH_UNREADABLE for a path that was chosen and is not there. */
async function isFolder(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    await access(path, constants.R_OK);
    return found.isDirectory();
  } catch (cause) {
    const isMissing = errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR';
    throw isMissing
      ? new StudioError(
          'PATH_NOT_FOUND',
          'There is no such folder or file.',
          { next: 'Check the path.', subject: path },
          { cause },
        )
      : new StudioError(
          'PATH_UNREADABLE',
          'That folder or file cannot be read.',
          { next: 'Check its permissions, or copy the pictures to a folder of yours.', subject: path },
          { cause },
        );
  }
}

async function scanFolder(
  root: string,
  folder: string,
  scan: Scan,
  seenFolders: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const name = (path: string) => join(basename(root), relative(root, path));
  let entries: Dirent[];
  try {
    const real = await realpath(folder);
    if (seenFolders.has(real)) return;
    seenFolders.add(real);
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    scan.unreadable.push({
      file: name(folder),
      reason: `the folder cannot be read (${errorCode(error) ?? 'unknown'})`,
    });
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await linkTarget(path) : entry;
    if (kind === undefined) scan.unreadable.push({ file: name(path), reason: 'a link that leads nowhere' });
    else if (kind.isDirectory()) {
      if (!isHidden(path)) await scanFolder(root, path, scan, seenFolders, signal);
    } else if (kind.isFile() && !isHidden(path) && looksLikePicture(path))
      scan.files.push({ path, name: name(path) });
    else scan.ignored.push({ path, name: name(path) });
  }
}

async function linkTarget(path: string): Promise<{ isDirectory(): boolean; isFile(): boolean } | undefined> {
  try {
    return await stat(path);
  } catch {
    // Reported by the caller as a link that leads nowhere, whatever the reason.
    return undefined;
  }
}
