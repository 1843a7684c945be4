import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, normalize, sep } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StudioError } from '../../contract/errors.ts';
import { UploadId } from '../../contract/ids.ts';
import { explainDiskError } from '../../disk/disk-error.ts';
import { newId } from '../base/new-id.ts';
import type { Library } from './library.ts';

const GB = 1024 * 1024 * 1024;
/** Archives of photos are large; they lie on the studio's disk until the import has ended. */
export const maximumFileBytes = 8 * GB;
const maximumUploadBytes = 32 * GB;
const keptForMs = 24 * 60 * 60 * 1000;

interface Upload {
  sizeBytes: number;
  /** First parts of the paths that were sent: the folders that the user chose. */
  roots: Set<string>;
}

/** Folders of files that a browser sends before an import; emptied after it, or after a day. */
export class Uploads {
  readonly #library: Library;
  readonly #maximumFileBytes: number;
  readonly #open = new Map<UploadId, Upload>();

  constructor(library: Library, fileBytes = maximumFileBytes) {
    this.#library = library;
    this.#maximumFileBytes = fileBytes;
  }

  async open(): Promise<UploadId> {
    await this.#removeOld();
    const uploadId = UploadId.parse(newId('upload'));
    await mkdir(this.#library.paths.uploadDir(uploadId), { recursive: true });
    this.#open.set(uploadId, { sizeBytes: 0, roots: new Set() });
    return uploadId;
  }

  /** Streams one file to disk. A path that would leave the upload's folder, or too many bytes, is INVALID_INPUT. */
  async receive(uploadId: UploadId, relativePath: string, body: Readable): Promise<void> {
    const upload = this.#get(uploadId);
    const file = this.#resolve(uploadId, relativePath);
    const maximumBytes = this.#maximumFileBytes;
    let fileBytes = 0;
    const limit = new Transform({
      transform(chunk: Buffer, _encoding, callback) {
        fileBytes += chunk.length;
        upload.sizeBytes += chunk.length;
        const isTooMuch = fileBytes > maximumBytes || upload.sizeBytes > maximumUploadBytes;
        callback(isTooMuch ? tooLarge(relativePath) : null, chunk);
      },
    });
    try {
      await mkdir(dirname(file), { recursive: true });
      await pipeline(body, limit, createWriteStream(file, { flags: 'w' }));
      upload.roots.add(relativePath.split(/[/\\]/)[0]);
    } catch (error) {
      await rm(file, { force: true });
      throw explainDiskError(error, this.#library.dir);
    }
  }

  /** What to import of an upload, and what to call it. */
  describe(uploadId: UploadId): { paths: string[]; sources: string[] } {
    const { roots } = this.#get(uploadId);
    if (roots.size === 0) {
      throw new StudioError('NO_IMAGES', 'No file was sent.', {
        next: 'Choose a folder that holds pictures.',
      });
    }
    const folder = this.#library.paths.uploadDir(uploadId);
    return { paths: [...roots].map((root) => join(folder, root)), sources: [...roots] };
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

  #resolve(uploadId: UploadId, relativePath: string): string {
    const clean = normalize(relativePath.replaceAll('\\', '/'));
    const isInside =
      clean !== '.' && !clean.startsWith('..') && !clean.startsWith(sep) && !clean.includes('\0');
    if (!isInside || clean.length > 4096 || basename(clean).length > 255 || /^[a-z]:/i.test(clean)) {
      throw new StudioError('INVALID_INPUT', 'That file name cannot be used.', {
        next: 'Rename the file and drop the folder again.',
        subject: relativePath.slice(0, 200),
      });
    }
    return join(this.#library.paths.uploadDir(uploadId), clean);
  }

  /** Uploads of earlier sessions and downloads that nobody fetched. */
  async #removeOld(): Promise<void> {
    for (const folder of [this.#library.paths.uploads, this.#library.paths.downloads]) {
      for (const name of await readdir(folder)) {
        const { mtimeMs } = await stat(join(folder, name));
        if (Date.now() - mtimeMs > keptForMs) await rm(join(folder, name), { recursive: true, force: true });
      }
    }
  }
}

/** Answer to a file of more than `maximumFileBytes`. */
export const tooLarge = (path: string) =>
  new StudioError('INVALID_INPUT', 'That file is larger than 8 GB.', {
    next: 'Leave it out, or import the folder by its path.',
    subject: path,
  });
