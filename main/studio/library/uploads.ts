import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StudioError } from '../../contract/errors.ts';
import { UploadId } from '../../contract/ids.ts';
import { makeFileAtomic } from '../../disk/atomic-file.ts';
import { explainDiskError } from '../../disk/disk-error.ts';
import { changedMs } from '../../disk/if-there.ts';
import { newId } from '../base/new-id.ts';
import { idleLimit } from './idle-limit.ts';
import type { Library } from './library.ts';
import { UploadNames } from './upload-names.ts';

const GB = 1024 * 1024 * 1024;
/** Archives of photos are large; they lie on the studio's disk until the import has ended. */
export const maximumUploadedFileBytes = 8 * GB;
const maximumUploadBytes = 32 * GB;
const keptForMs = 24 * 60 * 60 * 1000;
/** How long a sender may be silent in the middle of a file; how long the whole takes does not matter. */
const idleMs = 60_000;

interface Upload {
  sizeBytes: number;
  names: UploadNames;
  /** Places of files that came with a number, so that a file that is sent again keeps its place. */
  numbered: Map<number, string>;
  /** Files and folders at the top of the upload, which are what the user chose, with the names that were sent. */
  roots: Map<string, string>;
  /** True once something is being made of it. */
  isTaken: boolean;
  /** When something of it came last. */
  usedMs: number;
}

export interface UploadsOptions {
  fileBytes: number;
  idleMs: number;
  /** True for one of an earlier session that an import goes on from. */
  isWaitedFor(id: UploadId): boolean;
}

/** Folders of files that a browser sends before an import; removed after it, or a day after the last file came. */
export class Uploads {
  readonly #library: Library;
  readonly #options: UploadsOptions;
  readonly #open = new Map<UploadId, Upload>();

  constructor(library: Library, options: Partial<UploadsOptions> = {}) {
    this.#library = library;
    this.#options = { fileBytes: maximumUploadedFileBytes, idleMs, isWaitedFor: () => false, ...options };
  }

  async open(): Promise<UploadId> {
    await this.#removeOld();
    const uploadId = UploadId.parse(newId('upload'));
    await mkdir(this.#library.paths.uploadDir(uploadId), { recursive: true });
    this.#open.set(uploadId, {
      sizeBytes: 0,
      names: new UploadNames(),
      numbered: new Map(),
      roots: new Map(),
      isTaken: false,
      usedMs: Date.now(),
    });
    return uploadId;
  }

  /**
   * Streams one file to disk, beside all that came before, whatever they are called; a file with the number of an
   * earlier one takes that one's place, since it is the same file sent again. Nothing of a file is kept that did not
   * come whole. A path that would leave the upload's folder, or too many bytes, is INVALID_INPUT; a sender that falls
   * silent is UPLOAD_STALLED.
   */
  async receive(uploadId: UploadId, sentPath: string, body: Readable, number?: number): Promise<void> {
    const upload = this.#get(uploadId);
    const place =
      (number === undefined ? undefined : upload.numbered.get(number)) ?? upload.names.place(sentPath);
    if (number !== undefined) upload.numbered.set(number, place);
    const file = join(this.#library.paths.uploadDir(uploadId), place);
    let fileBytes = 0;
    // Made where it is piped: its time must not run, or run out, while nothing listens to it.
    const limit = () =>
      idleLimit(
        this.#options.idleMs,
        (count) => {
          upload.usedMs = Date.now();
          fileBytes += count;
          upload.sizeBytes += count;
          if (fileBytes > this.#options.fileBytes) throw tooLarge(sentPath);
          if (upload.sizeBytes > maximumUploadBytes) throw tooMuch(sentPath);
        },
        () => stalled(sentPath),
      );
    try {
      await mkdir(dirname(file), { recursive: true });
      await makeFileAtomic(file, (incoming) => pipeline(body, limit(), createWriteStream(incoming)), {
        subject: this.#library.dir,
        flush: false,
      });
      const [root = ''] = place.split('/');
      upload.roots.set(root, sentPath.split(/[/\\]/).find((part) => part !== '' && part !== '.') ?? root);
    } catch (error) {
      upload.sizeBytes -= fileBytes;
      throw explainDiskError(error, this.#library.dir);
    }
  }

  /** Where the files and folders at the top of an upload lie. */
  rootPaths(uploadId: UploadId): string[] {
    const { roots } = this.#get(uploadId);
    if (roots.size === 0) {
      throw new StudioError('NO_IMAGES', 'No file was sent.', {
        next: 'Choose a folder that holds pictures.',
      });
    }
    const folder = this.#library.paths.uploadDir(uploadId);
    return [...roots.keys()].map((root) => join(folder, root));
  }

  /** What the files and folders at the top of an upload were called. */
  rootNames(uploadId: UploadId): string[] {
    return [...this.#get(uploadId).roots.values()];
  }

  /** What to import of an upload, and what to call it. */
  describe(uploadId: UploadId): { paths: string[]; sources: string[] } {
    const upload = this.#get(uploadId);
    const paths = this.rootPaths(uploadId);
    upload.isTaken = true;
    return { paths, sources: this.rootNames(uploadId) };
  }

  /** Makes an upload of its own from files and folders at the top of another. */
  async split(uploadId: UploadId, rootPaths: readonly string[]): Promise<UploadId> {
    const upload = this.#get(uploadId);
    const partId = await this.open();
    const part = this.#get(partId);
    for (const path of rootPaths) {
      const root = basename(path);
      await rename(path, join(this.#library.paths.uploadDir(partId), root));
      part.roots.set(root, upload.roots.get(root) ?? root);
      upload.roots.delete(root);
    }
    return partId;
  }

  /** Throws away what a sender gave up; what is being imported is left to the import. */
  async discard(uploadId: UploadId): Promise<void> {
    if (!this.#get(uploadId).isTaken) await this.remove(uploadId);
  }

  async remove(uploadId: UploadId): Promise<void> {
    this.#open.delete(uploadId);
    await rm(this.#library.paths.uploadDir(uploadId), { recursive: true, force: true });
  }

  #get(uploadId: UploadId): Upload {
    const upload = this.#open.get(uploadId);
    if (upload === undefined) {
      throw new StudioError('INVALID_INPUT', 'That upload is not open.', {
        next: 'Drop the folder again.',
        subject: uploadId,
      });
    }
    return upload;
  }

  /** Uploads that nobody goes on with and downloads that nobody fetched. What else lies there is not ours. */
  async #removeOld(): Promise<void> {
    for (const folder of [this.#library.paths.uploads, this.#library.paths.downloads]) {
      for (const name of await readdir(folder)) {
        const { data: id } = UploadId.safeParse(name);
        if (id === undefined || this.#isInUse(id)) continue;
        const usedMs = this.#open.get(id)?.usedMs ?? (await changedMs(join(folder, name)));
        if (usedMs === undefined || Date.now() - usedMs <= keptForMs) continue;
        this.#open.delete(id);
        await rm(join(folder, name), { recursive: true, force: true });
      }
    }
  }

  #isInUse(id: UploadId): boolean {
    return this.#open.get(id)?.isTaken === true || this.#options.isWaitedFor(id);
  }
}

/** Answer to a file of more than `maximumFileBytes`. */
export const tooLarge = (path: string) =>
  new StudioError('INVALID_INPUT', 'That file is larger than 8 GB.', {
    next: 'Leave it out, or import the folder by its path.',
    subject: path,
  });

const tooMuch = (path: string) =>
  new StudioError('INVALID_INPUT', 'These files are larger than 32 GB together.', {
    next: 'Send fewer of them, or import the folder by its path.',
    subject: path,
  });

const stalled = (path: string) =>
  new StudioError('UPLOAD_STALLED', 'Nothing more came of a file that was being sent.', {
    next: 'Check the connection to the studio and drop the folder again.',
    subject: path,
  });
