import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Dataset,
  DatasetItem,
  Decided,
  ItemDecision,
  SetAsideFile,
} from '../../contract/datasets/datasets.ts';
import type { FindingKind, FindingPolicy } from '../../contract/datasets/findings.ts';
import { StudioError } from '../../contract/errors.ts';
import { DatasetId } from '../../contract/ids.ts';
import type { Channels } from '../../contract/pictures.ts';
import type { SystemEvent } from '../../contract/system/system.ts';
import { linkOrCopy } from '../../disk/link-or-copy.ts';
import { temporaryPrefix } from '../../protocol/checkpoint-files.ts';
import type { EventBus } from '../base/events.ts';
import { newId } from '../base/new-id.ts';
import type { Library } from '../library/library.ts';
import { batchPaths } from '../library/paths.ts';
import { removeFolder } from '../library/remove-folder.ts';
import type { Doctor } from './diagnosis/doctor.ts';
import { PixelCaches, type PixelsInUse } from './pixel-caches.ts';
import type { DatasetStores } from './store/index.ts';
import { type SetVersion, versionOf } from './store/versions.ts';
import { makeThumbnail } from './thumbnail.ts';

/** Prepared faces: reading them, naming, copying and removing them, and their pixels for training. */
export class Datasets {
  readonly #library: Library;
  readonly #stores: DatasetStores;
  readonly #doctor: Doctor;
  readonly #events: EventBus<SystemEvent>;
  readonly #pixelCaches: PixelCaches;

  constructor(library: Library, stores: DatasetStores, doctor: Doctor, events: EventBus<SystemEvent>) {
    this.#library = library;
    this.#pixelCaches = new PixelCaches(library);
    this.#stores = stores;
    this.#doctor = doctor;
    this.#events = events;
  }

  list(): Dataset[] {
    return this.#stores.datasets.list();
  }

  get(id: DatasetId): Dataset {
    return this.#stores.datasets.get(id);
  }

  items(id: DatasetId, offset: number, limit: number): { items: DatasetItem[]; total: number } {
    const { itemCount } = this.get(id);
    return { items: this.#stores.items.list(id, offset, limit), total: itemCount };
  }

  setAside(id: DatasetId): SetAsideFile[] {
    this.get(id);
    return this.#stores.setAside.list(id).map(({ file }) => file);
  }

  /** The set as it is trained on now; runs keep it, so that they can go on with it. */
  provenance(id: DatasetId) {
    return this.#doctor.provenance(this.get(id));
  }

  /** SHA-256 over the contents of the pictures that are in use now. */
  setHash(id: DatasetId): string {
    return versionOf(this.#stores.items.used(id)).hash;
  }

  /** The dataset that a version of a set was made of, if it is still there. */
  ofVersion(setHash: string): Dataset | undefined {
    const id = this.#stores.versions.datasetOf(setHash);
    return id && this.get(id);
  }

  decide(id: DatasetId, indices: readonly number[], decision: ItemDecision): Decided {
    const before = this.#doctor.decide(id, indices, decision);
    this.#events.publish({ type: 'datasets.changed', id });
    return { before };
  }

  setPolicy(id: DatasetId, kind: FindingKind, policy: FindingPolicy): void {
    this.#doctor.setPolicy(id, kind, policy);
    this.#events.publish({ type: 'datasets.changed', id });
  }

  dismiss(id: DatasetId, number: number, isDismissed: boolean): void {
    this.#stores.setAside.dismiss(id, number, isDismissed);
    this.#events.publish({ type: 'datasets.changed', id });
  }

  rename(id: DatasetId, name: string): void {
    const dataset = this.get(id);
    if (name !== dataset.name) this.#assertFree(name);
    this.#stores.datasets.save({ ...dataset, name });
    this.#events.publish({ type: 'datasets.changed', id });
  }

  /** A copy that can be changed by itself; its pictures share the disk's blocks where the file system can. */
  async duplicate(id: DatasetId, name: string): Promise<Dataset> {
    const dataset = this.get(id);
    this.#assertFree(name);
    const copyId = DatasetId.parse(newId(name));
    const temporary = join(this.#library.paths.datasets, temporaryPrefix + copyId);
    try {
      await linkTree(this.#library.paths.datasetDir(id), temporary);
      await rename(temporary, this.#library.paths.datasetDir(copyId));
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
    this.#library.db.transaction(() => {
      this.#stores.datasets.save({ ...dataset, id: copyId, name, createdAt: new Date().toISOString() });
      this.#stores.datasets.copyRows(id, copyId);
    });
    this.#events.publish({ type: 'datasets.changed', id: copyId });
    return this.get(copyId);
  }

  /** Path of a prepared picture; undefined when there is no such number. */
  imageFile(id: DatasetId, index: number): string | undefined {
    const found = this.#stores.items.place(id, index);
    return found && batchPaths(this.#library.paths.datasetBatch(id, found.batch)).image(found.place);
  }

  /** Path of the whole photo that a face was cut from. */
  previewFile(id: DatasetId, index: number): string | undefined {
    const found = this.#stores.items.place(id, index);
    if (found?.preview === undefined || found.preview === null) return undefined;
    return batchPaths(this.#library.paths.datasetBatch(id, found.batch)).preview(found.preview);
  }

  /** Path of what could be read of a file that was set aside. */
  setAsideFile(id: DatasetId, number: number): string | undefined {
    const found = this.#stores.setAside.list(id).find(({ file }) => file.number === number);
    if (found?.thumbnail === undefined) return undefined;
    return batchPaths(this.#library.paths.datasetBatch(id, found.batch)).setAsideFile(found.thumbnail);
  }

  /**
   * The training cache, made on first use and kept until it is disposed; requests at the same time share the work.
   * `setHash` names a version that a run was started with; without it, the set as it is now.
   */
  holdPixels(
    id: DatasetId,
    { size, channels, setHash }: { size: number; channels: Channels; setHash: string | undefined },
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<PixelsInUse> {
    const fileOf = (index: number) => this.imageFile(id, index) ?? '';
    const version = this.#version(id, setHash);
    return this.#pixelCaches.hold({ id, version, size, channels, fileOf, signal, onProgress });
  }

  /** Numbers of the pictures that a version trains on: row i of its pixels is the picture at place i. */
  trainedItems(id: DatasetId, setHash: string | undefined): number[] {
    return this.#version(id, setHash).trained;
  }

  /** Path of a small picture of an item, made on first use. */
  async ensureThumbnail(id: DatasetId, index: number): Promise<string | undefined> {
    const image = this.imageFile(id, index);
    if (image === undefined) return undefined;
    const file = this.#library.paths.datasetThumbnail(id, index);
    await makeThumbnail(id, image, file);
    return file;
  }

  /** Removes the library's copies; the user's own files stay where they are. */
  async remove(id: DatasetId, isInUse: boolean): Promise<void> {
    const { name } = this.get(id);
    if (isInUse) {
      throw new StudioError('DATASET_IN_USE', `"${name}" is being trained on or added to.`, {
        next: 'Stop or pause that first.',
        subject: id,
      });
    }
    await removeFolder(this.#library.paths.datasetDir(id), () => {
      this.#stores.datasets.remove(id);
      this.#events.publish({ type: 'datasets.changed', id });
    });
  }

  #version(id: DatasetId, setHash: string | undefined): SetVersion {
    this.get(id);
    const kept = setHash === undefined ? undefined : this.#stores.versions.find(id, setHash);
    return kept ?? versionOf(this.#stores.items.used(id));
  }

  #assertFree(name: string): void {
    if (!this.#stores.datasets.hasName(name)) return;
    throw new StudioError('NAME_TAKEN', `There is a dataset "${name}" already.`, {
      next: 'Choose another name.',
      subject: name,
    });
  }
}

/** Prepared pictures never change, so that a copy can share them; caches are made again. */
async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await linkTree(source, target);
    else if (entry.isFile() && !entry.name.startsWith('pixels-')) await linkOrCopy(source, target);
  }
}
