import type { Stats } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { type FileData, type OpenForWriting, writeFileAtomic } from '../../disk/atomic-file.ts';
import { errorCode, explainDiskError } from '../../disk/disk-error.ts';
import { syncFolder } from '../../disk/sync-folder.ts';
import { newId } from '../base/new-id.ts';

/**
 * A user's folder that files are made for: they are written and proved in a hidden folder inside of it, on the same disk, and get
 * their names at the end. Nothing of the user's is replaced, and nothing half-made stays.
 */
export class TargetFolder {
  readonly directory: string;
  /** Where to write. */
  readonly working: string;
  /** What was there before. */
  readonly names: readonly string[];
  readonly #isNew: boolean;

  private constructor(directory: string, working: string, names: readonly string[], isNew: boolean) {
    this.directory = directory;
    this.working = working;
    this.names = names;
    this.#isNew = isNew;
  }

  static async open(directory: string): Promise<TargetFolder> {
    if (!isAbsolute(directory) || directory.includes('\0')) {
      throw new StudioError('INVALID_INPUT', 'The folder must be given with its full path.', {
        next: 'Choose a folder.',
        subject: directory,
      });
    }
    try {
      const isNew = (await mkdir(directory, { recursive: true })) !== undefined;
      const names = await readdir(directory);
      const working = join(directory, `.faceloom-${newId('export')}`);
      await mkdir(working);
      return new TargetFolder(directory, working, names, isNew);
    } catch (error) {
      throw explainTarget(error, directory);
    }
  }

  /** Writes a file that gets its name at the end. */
  async write(name: string, data: FileData, openFile?: OpenForWriting): Promise<void> {
    await writeFileAtomic(join(this.working, name), data, { openFile, subject: this.directory, ...attempt });
  }

  /** Gives everything its name; all of it, or nothing. Returns full paths. */
  async settle(): Promise<string[]> {
    const placed: string[] = [];
    try {
      const names = await readdir(this.working);
      const fresh: string[] = [];
      for (const name of names) if (!(await this.#isThereAlready(name))) fresh.push(name);
      for (const name of fresh) {
        await rename(join(this.working, name), join(this.directory, name));
        placed.push(name);
      }
      await syncFolder(this.directory);
      await rm(this.working, { recursive: true, force: true });
      return names.map((name) => join(this.directory, name)).sort();
    } catch (error) {
      for (const name of placed) await rm(join(this.directory, name), { recursive: true, force: true });
      throw explainTarget(error, this.directory);
    }
  }

  /** Takes away what was written, and the folder itself if it was made for it and is empty. */
  async discard(): Promise<void> {
    await rm(this.working, { recursive: true, force: true });
    if (!this.#isNew) return;
    try {
      await rmdir(this.directory);
    } catch (error) {
      const code = errorCode(error);
      // Somebody has put something there, or has removed it already.
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error;
    }
  }

  /** True where the very same file stands, such as the card of a model that was exported there before; another is an error. */
  async #isThereAlready(name: string): Promise<boolean> {
    const path = join(this.directory, name);
    const there = await lstatIfThere(path);
    if (there === undefined) return false;
    const made = await lstat(join(this.working, name));
    if (
      there.isFile() &&
      made.isFile() &&
      there.size === made.size &&
      (await readFile(path)).equals(await readFile(join(this.working, name)))
    )
      return true;
    throw new StudioError('NAME_TAKEN', `There is a "${name}" in that folder already.`, {
      next: 'Choose another folder, or move that file away; nothing is ever replaced.',
      subject: path,
    });
  }
}

async function lstatIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const explainTarget = (error: unknown, directory: string): unknown =>
  explainDiskError(error, directory, attempt);

const attempt = { goOn: 'export again; nothing half-written was kept' };
