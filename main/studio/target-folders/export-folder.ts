import { mkdir, readdir } from 'node:fs/promises';
import { basename, extname, isAbsolute, join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { UploadId } from '../../contract/ids.ts';
import { type FileData, writeFileAtomic } from '../../disk/atomic-file.ts';
import { explainDiskError } from '../../disk/disk-error.ts';
import { newId } from '../base/new-id.ts';
import type { LibraryPaths } from '../library/paths.ts';

/** What an export wrote: absolute paths, or names under `mediaPath.download(downloadId, name)`. */
export interface ExportedFiles {
  files: string[];
  downloadId?: UploadId;
}

/** A folder that files are exported into: the user's, where nothing is ever replaced, or one that a browser fetches from. */
export class ExportFolder {
  readonly #directory: string;
  readonly #downloadId: UploadId | undefined;
  readonly #taken: Set<string>;
  readonly #written: string[] = [];

  private constructor(directory: string, downloadId: UploadId | undefined, taken: Iterable<string>) {
    this.#directory = directory;
    this.#downloadId = downloadId;
    this.#taken = takenNames(taken);
  }

  /** Without a directory, opens one whose files a browser may fetch for a day. */
  static async open(paths: LibraryPaths, directory: string | undefined): Promise<ExportFolder> {
    if (directory === undefined) {
      const downloadId = UploadId.parse(newId('download'));
      const folder = paths.downloadDir(downloadId);
      return new ExportFolder(folder, downloadId, await prepareFolder(folder));
    }
    if (!isAbsolute(directory)) {
      throw new StudioError('INVALID_INPUT', 'The folder must be given with its full path.', {
        next: 'Choose a folder.',
        subject: directory,
      });
    }
    return new ExportFolder(directory, undefined, await prepareFolder(directory));
  }

  /** Writes a file whole or not at all; a name that is taken gets a number. */
  async write(name: string, data: FileData): Promise<void> {
    const free = takeName(name, this.#taken);
    await writeFileAtomic(join(this.#directory, free), data);
    this.#written.push(free);
  }

  get exported(): ExportedFiles {
    return this.#downloadId === undefined
      ? { files: this.#written.map((name) => join(this.#directory, name)) }
      : { files: [...this.#written], downloadId: this.#downloadId };
  }
}

/** What can stand in a file name of any system, at most `length` letters of it. */
export const fileNamePart = (text: string, fallback: string, length = 60): string =>
  text
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, length) || fallback;

/** Names for `takeName`, in small letters: Windows and macOS see no difference. */
export const takenNames = (names: Iterable<string>): Set<string> =>
  new Set(Array.from(names, (name) => name.toLowerCase()));

/** Takes a name that is free, with a number where it is not. */
export function takeName(name: string, taken: Set<string>): string {
  const extension = extname(name);
  for (let number = 2, free = name; ; number++) {
    if (!taken.has(free.toLowerCase())) {
      taken.add(free.toLowerCase());
      return free;
    }
    free = `${basename(name, extension)} (${number})${extension}`;
  }
}

async function prepareFolder(directory: string): Promise<string[]> {
  try {
    await mkdir(directory, { recursive: true });
    return await readdir(directory);
  } catch (error) {
    throw explainDiskError(error, directory);
  }
}
