import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColourMode, Dataset, DatasetItem } from '../../contract/datasets.ts';
import { DatasetId } from '../../contract/ids.ts';
import type { QuarantinedFile } from '../../contract/jobs.ts';
import { explainDiskError, syncFolder } from '../library/atomic-file.ts';
import { type Library, temporaryPrefix } from '../library/library.ts';
import { imageName } from '../library/paths.ts';
import { newId } from '../new-id.ts';
import type { DatasetStore } from './dataset-store.ts';
import type { PreparedImage } from './prepare.ts';

/** Opens an image file for writing; tests put a failing disk in its place. */
export type OpenImage = (file: string) => Promise<Pick<FileHandle, 'writeFile' | 'close'>>;

/**
 * Makes a dataset in a temporary folder and puts it into the library in one rename and one transaction, so that a
 * cancel, a crash or a full disk leaves nothing half-made.
 */
export class DatasetBuilder {
  readonly #library: Library;
  readonly #store: DatasetStore;
  readonly #openImage: OpenImage;
  readonly #folder: string;
  readonly #id: DatasetId;
  readonly #name: string;
  readonly #size: number;
  readonly #items: DatasetItem[] = [];
  #greyCount = 0;
  #sizeBytes = 0;

  private constructor(
    library: Library,
    store: DatasetStore,
    name: string,
    size: number,
    openImage: OpenImage,
  ) {
    this.#library = library;
    this.#store = store;
    this.#openImage = openImage;
    this.#name = name;
    this.#size = size;
    this.#id = DatasetId.parse(newId(name));
    this.#folder = join(library.paths.datasets, temporaryPrefix + this.#id);
  }

  static async create(
    library: Library,
    store: DatasetStore,
    options: { name: string; size: number; openImage?: OpenImage },
  ): Promise<DatasetBuilder> {
    const openImage = options.openImage ?? ((file: string) => open(file, 'wx'));
    const builder = new DatasetBuilder(library, store, options.name, options.size, openImage);
    try {
      await mkdir(join(builder.#folder, 'images'), { recursive: true });
    } catch (error) {
      throw explainDiskError(error, library.dir);
    }
    return builder;
  }

  get imageCount(): number {
    return this.#items.length;
  }

  /** Adds the next image; call in order, because its number is its place. */
  async add(image: PreparedImage, source: string): Promise<void> {
    const index = this.#items.length;
    this.#items.push({ index, source, sourceWidth: image.sourceWidth, sourceHeight: image.sourceHeight });
    if (image.isGrey) this.#greyCount += 1;
    this.#sizeBytes += image.png.length;
    const file = join(this.#folder, 'images', imageName(index));
    try {
      const handle = await this.#openImage(file);
      try {
        await handle.writeFile(image.png);
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw explainDiskError(error, this.#library.dir);
    }
  }

  /** Puts the finished dataset into the library. */
  async finish(
    sources: string[],
    colour: ColourMode,
    quarantined: readonly QuarantinedFile[],
  ): Promise<Dataset> {
    const isGrey = colour === 'auto' ? this.#greyCount * 2 >= this.#items.length : colour === 'grey';
    const dataset: Dataset = {
      id: this.#id,
      name: freeName(this.#store, this.#name),
      imageCount: this.#items.length,
      size: this.#size,
      channels: isGrey ? 1 : 3,
      quarantinedCount: quarantined.length,
      sources,
      sizeBytes: this.#sizeBytes,
      createdAt: new Date().toISOString(),
    };
    const final = this.#library.paths.datasetDir(this.#id);
    await syncFolder(join(this.#folder, 'images'));
    await rename(this.#folder, final);
    try {
      this.#store.add(dataset, this.#items, quarantined);
    } catch (error) {
      await rm(final, { recursive: true, force: true });
      throw error;
    }
    return dataset;
  }

  /** Removes everything that was made so far. */
  async discard(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** `Portraits`, or `Portraits 2` when that is taken, and so on. */
function freeName(store: DatasetStore, name: string): string {
  if (!store.hasName(name)) return name;
  for (let number = 2; ; number++) {
    const candidate = `${name} ${number}`;
    if (!store.hasName(candidate)) return candidate;
  }
}
