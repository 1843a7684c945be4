import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { Dataset, DatasetItem, ImportInput } from '../../contract/datasets.ts';
import { StudioError } from '../../contract/errors.ts';
import type { DatasetId } from '../../contract/ids.ts';
import type { Job, QuarantinedFile } from '../../contract/jobs.ts';
import type { Channels } from '../../contract/run-config.ts';
import type { SystemEvent } from '../../contract/system.ts';
import type { EventBus } from '../events.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { errorCode } from '../library/atomic-file.ts';
import { type Library, temporaryPrefix } from '../library/library.ts';
import type { Uploads } from '../uploads.ts';
import { DatasetStore } from './dataset-store.ts';
import { importFolders } from './import-job.ts';
import { ensurePixelCache } from './pixel-cache.ts';
import { importSampleFaces } from './sample-job.ts';

const thumbnailSide = 96;

/** Prepared faces: making them, reading them, removing them. */
export class Datasets {
  readonly #library: Library;
  readonly #store: DatasetStore;
  readonly #jobs: Jobs;
  readonly #events: EventBus<SystemEvent>;
  readonly #uploads: Uploads;
  readonly #pixelCaches = new Map<string, Promise<string>>();

  constructor(library: Library, jobs: Jobs, events: EventBus<SystemEvent>, uploads: Uploads) {
    this.#library = library;
    this.#store = new DatasetStore(library.db);
    this.#jobs = jobs;
    this.#events = events;
    this.#uploads = uploads;
  }

  list(): Dataset[] {
    return this.#store.list();
  }

  get(id: DatasetId): Dataset {
    return this.#store.get(id);
  }

  items(id: DatasetId, offset: number, limit: number): { items: DatasetItem[]; total: number } {
    const { imageCount } = this.get(id);
    return { items: this.#store.items(id, offset, limit), total: imageCount };
  }

  quarantined(id: DatasetId): QuarantinedFile[] {
    this.get(id);
    return this.#store.quarantined(id);
  }

  import(input: ImportInput): Job {
    const { uploadId, ...options } = input;
    const upload = uploadId === undefined ? undefined : this.#uploads.describe(uploadId);
    return this.#jobs.start({ kind: 'import', title: `Import ${input.name}` }, async (context) => {
      try {
        const result = await importFolders(
          this.#library,
          this.#store,
          {
            ...options,
            paths: [...input.paths, ...(upload?.paths ?? [])],
            sources: [...input.paths, ...(upload?.sources ?? [])],
          },
          context,
        );
        this.#events.publish({ type: 'datasets.changed', id: result.datasetId });
        return result;
      } finally {
        if (uploadId !== undefined) await this.#uploads.remove(uploadId);
      }
    });
  }

  importSample(options: { name: string; count: number }): Job {
    return this.#jobs.start({ kind: 'import', title: `Draw ${options.name}` }, async (context) => {
      const result = await importSampleFaces(this.#library, this.#store, options, context);
      this.#events.publish({ type: 'datasets.changed', id: result.datasetId });
      return result;
    });
  }

  /** Path of the training cache, made on first use; requests at the same time share the work. */
  ensurePixels(
    id: DatasetId,
    size: number,
    channels: Channels,
    signal: AbortSignal,
    onProgress: (done: number) => void,
  ): Promise<string> {
    const key = `${id} ${size} ${channels}`;
    let making = this.#pixelCaches.get(key);
    if (making === undefined) {
      making = ensurePixelCache(this.#library, this.get(id), size, channels, signal, onProgress).finally(() =>
        this.#pixelCaches.delete(key),
      );
      this.#pixelCaches.set(key, making);
    }
    return making;
  }

  /** Path of a small picture of an item, made on first use. */
  async ensureThumbnail(id: DatasetId, index: number): Promise<string> {
    const file = this.#library.paths.datasetThumbnail(id, index);
    await mkdir(dirname(file), { recursive: true });
    const temporary = `${file}.${randomUUID().slice(0, 8)}`;
    await sharp(this.#library.paths.datasetImage(id, index))
      .resize(thumbnailSide, thumbnailSide, { fit: 'cover', withoutEnlargement: true })
      .webp({ quality: 80 })
      .toFile(temporary);
    await rename(temporary, file);
    return file;
  }

  /** Removes the library's copies; the user's own files stay where they are. */
  async remove(id: DatasetId, isInUse: boolean): Promise<void> {
    const { name } = this.get(id);
    if (isInUse) {
      throw new StudioError('DATASET_IN_USE', `A run is training on "${name}".`, {
        next: 'Stop or pause the run first.',
        subject: id,
      });
    }
    const doomed = join(this.#library.paths.datasets, `${temporaryPrefix}removed-${id}`);
    this.#store.remove(id);
    try {
      await rename(this.#library.paths.datasetDir(id), doomed);
      await rm(doomed, { recursive: true, force: true });
    } catch (error) {
      // Somebody deleted the folder by hand; the row is gone either way.
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    this.#events.publish({ type: 'datasets.changed', id });
  }
}
