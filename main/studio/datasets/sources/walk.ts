import { constants, type Dirent } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { StudioError } from '../../../contract/errors.ts';
import { errorCode } from '../../../disk/disk-error.ts';
import { ignoreReason } from './ignore-rules.ts';
import { holdsLibrary, isAtLibraryRoot, keptByLibrary } from './library-files.ts';
import type { IgnoredFile, UnusableSource } from './source.ts';
import { isLostDevice, isStillThere, type SourcePlace, sourceGone } from './source-place.ts';

export interface FoundFile {
  path: string;
  /** How the user would name it: the folder that was chosen, then the path inside it. */
  name: string;
  /** True when the user named this very file. */
  isChosen: boolean;
}

/** Everything below the chosen paths: `files + ignored + unusable` accounts for each file seen. */
export interface Walk {
  files: FoundFile[];
  /** What its name or its kind says to pass over; files below such a folder are counted, not read. */
  ignored: IgnoredFile[];
  unusable: UnusableSource[];
  /** Folders that files were found in, by their paths. */
  places: Map<string, SourcePlace>;
  /** Files seen below each of the chosen paths. */
  seen: number[];
}

/**
 * Finds files in folders of any depth, in a stable order (by name), and files that are named directly. A folder that was
 * seen before, by a symbolic link for example, is not entered again, and no link is followed up the tree.
 */
export async function walk(
  paths: readonly string[],
  signal: AbortSignal,
  onSeen: (files: number) => void = () => undefined,
): Promise<Walk> {
  const found: Walk = { files: [], ignored: [], unusable: [], places: new Map(), seen: [] };
  const seenFolders = new Set<string>();
  for (const path of paths) {
    signal.throwIfAborted();
    const before = countSeen(found);
    const chosen = await statSource(path);
    if (chosen.isDirectory())
      await walkFolder({ root: path, path, isKept: false }, { found, seenFolders, signal, onSeen });
    else if (chosen.isFile()) {
      found.files.push({ path, name: basename(path), isChosen: true });
      found.places.set(dirname(path), { path: dirname(path), device: chosen.dev, entryCount: 1 });
    } else found.unusable.push({ file: basename(path), reason: 'not a regular file' });
    found.seen.push(countSeen(found) - before);
  }
  return found;
}

const countSeen = ({ files, ignored, unusable }: Walk) => files.length + ignored.length + unusable.length;

/** Throws PATH_NOT_FOUND or PATH_UNREADABLE for a path that was chosen and is not there. */
export async function statSource(path: string) {
  try {
    const found = await stat(path);
    await access(path, constants.R_OK);
    return found;
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

interface WalkState {
  found: Walk;
  seenFolders: Set<string>;
  signal: AbortSignal;
  onSeen(files: number): void;
}

interface Folder {
  /** The chosen path that it was found below. */
  root: string;
  path: string;
  /** True when a library keeps it. */
  isKept: boolean;
}

async function walkFolder({ root, path: folder, isKept }: Folder, state: WalkState): Promise<void> {
  const { found, seenFolders, signal, onSeen } = state;
  signal.throwIfAborted();
  onSeen(countSeen(found));
  const name = (path: string) => join(basename(root), relative(root, path));
  const reasonFor = (path: string, kept: boolean) =>
    kept ? keptByLibrary : ignoreReason(name(path).split(sep));
  let entries: Dirent[];
  try {
    const real = await realpath(folder);
    if (seenFolders.has(real)) return;
    seenFolders.add(real);
    entries = await readdir(folder, { withFileTypes: true });
    found.places.set(folder, { path: folder, device: (await stat(folder)).dev, entryCount: entries.length });
  } catch (error) {
    const rootPlace = found.places.get(root);
    const isLost =
      isLostDevice(errorCode(error)) || rootPlace === undefined || !(await isStillThere(rootPlace));
    if (isLost) throw sourceGone(folder, error);
    const reason = `the folder cannot be read (${errorCode(error) ?? 'unknown'})`;
    const ignored = reasonFor(folder, isKept);
    if (ignored === undefined) found.unusable.push({ file: name(folder), reason });
    else found.ignored.push({ file: name(folder), reason: ignored });
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const hasLibrary = holdsLibrary(entries.map((entry) => entry.name));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const kept = isKept || (hasLibrary && isAtLibraryRoot(entry.name));
    const ignored = reasonFor(path, kept);
    // A link from such a place may lead to photos that are to be found where they are.
    const isFollowed = entry.isSymbolicLink() && ignored === undefined;
    const kind = isFollowed ? await linkTarget(path) : entry;
    if (isFollowed && kind?.isDirectory() && (await liesAround(path, root)))
      found.ignored.push({ file: name(path), reason: 'a link to a folder that the chosen one lies in' });
    else if (kind?.isDirectory()) await walkFolder({ root, path, isKept: kept }, state);
    else if (ignored !== undefined) found.ignored.push({ file: name(path), reason: ignored });
    else if (kind === undefined)
      found.unusable.push({ file: name(path), reason: 'a link that leads nowhere' });
    else if (kind.isFile()) found.files.push({ path, name: name(path), isChosen: false });
    else found.ignored.push({ file: name(path), reason: 'a pipe, socket or device' });
  }
}

/** True where a link leads out to a folder that holds the chosen one, and with it what nobody chose. */
async function liesAround(link: string, chosen: string): Promise<boolean> {
  try {
    const inside = relative(await realpath(link), await realpath(chosen));
    return inside !== '' && !isAbsolute(inside) && inside.split(sep)[0] !== '..';
  } catch {
    // One of them has just gone, which is told where the folder is entered.
    return false;
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
