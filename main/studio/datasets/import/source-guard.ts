import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isLostDevice, isStillThere, type SourcePlace, sourceGone } from '../sources/source-place.ts';
import type { UnreadableFile } from '../sources/unusable-file.ts';
import type { PreparedFile } from './prepare-source.ts';

/**
 * Tells files that cannot be read from a folder, disk or share that went away, which ends an import so that it can go on
 * later. Files that cannot be read wait until one that can follows: only then are they known to be at fault themselves.
 * An import that goes on and begins with such files takes them for what they are, so that every import comes to its end.
 */
export class SourceGuard {
  readonly #places: ReadonlyMap<string, SourcePlace>;
  readonly #waiting: PreparedFile[] = [];
  #streak = 0;
  #hasRead = false;

  constructor(places: ReadonlyMap<string, SourcePlace>) {
    this.#places = places;
  }

  /** Files that are done for good, in the order in which they came. Throws SOURCE_GONE. */
  async pass(file: PreparedFile): Promise<PreparedFile[]> {
    this.#waiting.push(file);
    if (file.unreadable === undefined) {
      this.#hasRead = true;
      return this.#release();
    }
    await this.check(file.unreadable, file.source.path === undefined);
    if (!(await isDeleted(file.unreadable))) this.#streak += 1;
    if (this.#hasRead && this.#streak >= longestStreak) throw gone(file.unreadable);
    return [];
  }

  /** The files that still wait, when none follows. Throws SOURCE_GONE. */
  end(): PreparedFile[] {
    const failed = this.#waiting.find(({ unreadable }) => unreadable?.code === 'EIO')?.unreadable;
    if (this.#hasRead && failed !== undefined) throw gone(failed);
    return this.#release();
  }

  /** Throws SOURCE_GONE when more than this file is lost: its folder, its disk, or the archive that it is in. */
  async check(file: UnreadableFile, isInArchive: boolean): Promise<void> {
    const place = this.#places.get(dirname(file.path));
    const isArchiveGone = isInArchive && file.code === 'ENOENT';
    if (isLostDevice(file.code) || isArchiveGone || (place !== undefined && !(await isStillThere(place))))
      throw gone(file);
  }

  #release(): PreparedFile[] {
    this.#streak = 0;
    return this.#waiting.splice(0);
  }
}

/** So many files in a row that cannot be read, after some that could, mean that the source itself has gone. */
const longestStreak = 20;

const gone = (file: UnreadableFile) => sourceGone(dirname(file.path), file);

/** Somebody removed the file alone; a link whose target went away is still there itself. */
async function isDeleted({ code, path }: UnreadableFile): Promise<boolean> {
  if (code !== 'ENOENT') return false;
  return lstat(path).then(
    () => false,
    () => true,
  );
}
