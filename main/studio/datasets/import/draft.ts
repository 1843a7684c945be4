import { closeSync, openSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, readdir, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { FacesMode } from '../../../contract/datasets/datasets.ts';
import { ImportId } from '../../../contract/ids.ts';
import { writeFileAtomic } from '../../../disk/atomic-file.ts';
import { explainDiskError } from '../../../disk/disk-error.ts';
import { exists, fileSizeBytes, namesIn, readIfThere } from '../../../disk/if-there.ts';
import { writeAll } from '../../../disk/write-all.ts';
import { newId } from '../../base/new-id.ts';
import type { Library } from '../../library/library.ts';
import { batchPaths } from '../../library/paths.ts';
import { type DraftPicture, embeddingBytes } from '../store/prepared-picture.ts';
import { decodeJournal, encodeEntry, type JournalEntry } from './draft-journal.ts';
import { type DraftPlan, findDraft } from './draft-rows.ts';
import type { PreparedFile } from './prepare-source.ts';

/** Writes one file; tests put a failing disk in its place. */
export type WriteFile = (file: string, data: Uint8Array) => void | Promise<void>;

/** At once: a small file takes a tenth of a millisecond, while the threads of Node's pool are all busy decoding. */
const writeWhole: WriteFile = (file, data) => writeFileSync(file, data);

/**
 * An import that is going on: a folder of its own beside the datasets, and a journal that gets a line when a source file
 * is done. A crash, a cancel or a full disk leaves it ready to go on; only a finished one becomes part of a dataset.
 */
export class Draft {
  readonly id: ImportId;
  readonly plan: DraftPlan;
  readonly dir: string;
  readonly #library: Library;
  readonly #write: WriteFile;
  /** What was done when the draft was opened and has not come by again: how often each source, as names may repeat. */
  readonly #done = new Map<string, number>();
  #doneCount: number;
  #pictureCount: number;
  /** Open while the import goes on. */
  #journal: number | undefined;
  #embeddingCount: number;

  private constructor(
    library: Library,
    id: ImportId,
    plan: DraftPlan,
    entries: JournalEntry[],
    write: WriteFile,
  ) {
    this.#library = library;
    this.#write = write;
    this.id = id;
    this.plan = plan;
    this.#doneCount = entries.length;
    this.dir = library.paths.draftDir(id);
    for (const key of entries.map(keyOf)) this.#done.set(key, (this.#done.get(key) ?? 0) + 1);
    const pictures = entries.flatMap((entry) => entry.pictures);
    this.#pictureCount = pictures.length;
    this.#embeddingCount = pictures.filter(({ embeddingRow }) => embeddingRow !== undefined).length;
  }

  static async create(library: Library, plan: DraftPlan, write: WriteFile = writeWhole): Promise<Draft> {
    const draft = new Draft(library, ImportId.parse(newId('import')), plan, [], write);
    // The row comes first: a folder that no row speaks of would never be found again.
    library.db.run(
      'INSERT INTO drafts (id, dataset_id, plan, started_at) VALUES (?, ?, ?, ?)',
      draft.id,
      plan.datasetId,
      JSON.stringify(plan),
      new Date().toISOString(),
    );
    await draft.#makeFolders();
    return draft;
  }

  /** Opens an interrupted import; what was written after the last line of its journal is cut away. */
  static async reopen(library: Library, id: ImportId, write: WriteFile = writeWhole): Promise<Draft> {
    const { plan } = findDraft(library, id);
    const dir = library.paths.draftDir(id);
    await bringBack(library, id, plan);
    const paths = batchPaths(dir);
    const journal = await readIfThere(paths.journal);
    const { entries, bytes } = await decodeJournal(journal);
    const whole = await wholeEntries(entries, paths);
    const wholeBytes =
      whole.length === entries.length ? bytes : Buffer.byteLength(whole.map(encodeEntry).join(''));
    if (journal !== '') await truncate(paths.journal, wholeBytes);
    const draft = new Draft(library, id, plan, whole, write);
    await draft.#makeFolders();
    await draft.#cutAway();
    return draft;
  }

  /** Source files that are done. */
  get doneCount(): number {
    return this.#doneCount;
  }

  /** Everything that is done, from the journal: many thousand lines are not kept in memory while an import goes on. */
  async readEntries(): Promise<JournalEntry[]> {
    const { entries } = await decodeJournal(await readIfThere(batchPaths(this.dir).journal));
    return entries;
  }

  /** Whether this source was done before the draft was opened. Each is asked once: an archive may hold a name twice. */
  passOver(source: { name: string; stamp: string }): boolean {
    const key = keyOf({ file: source.name, stamp: source.stamp });
    const count = this.#done.get(key) ?? 0;
    if (count > 0) this.#done.set(key, count - 1);
    return count > 0;
  }

  setTotal(total: number): void {
    this.#library.db.run('UPDATE drafts SET total = ? WHERE id = ?', total, this.id);
  }

  /** Files that each of the paths held when it was first looked through; returns that first count. */
  setSeen(seen: readonly number[]): readonly number[] {
    if (this.plan.seen === undefined) {
      this.plan.seen = [...seen];
      this.#savePlan();
    }
    return this.plan.seen;
  }

  /** Fixes what `auto` stands for, so that a resumed import goes on in the same way. */
  setFaces(faces: FacesMode): void {
    this.plan.faces = faces;
    this.#savePlan();
  }

  /** Writes what became of one source; the journal's line comes last and makes it count. */
  async add(file: PreparedFile): Promise<void> {
    try {
      const entry = await this.#store(file);
      this.#journal ??= openSync(batchPaths(this.dir).journal, 'a');
      writeAll(this.#journal, Buffer.from(encodeEntry(entry)));
      this.#doneCount += 1;
    } catch (error) {
      throw explainDiskError(error, this.#library.dir);
    }
  }

  /** Lets go of the journal; the import may go on later. */
  close(): void {
    if (this.#journal !== undefined) closeSync(this.#journal);
    this.#journal = undefined;
  }

  /** Forgets the import and everything it made. */
  async discard(): Promise<void> {
    this.close();
    this.#library.db.run('DELETE FROM drafts WHERE id = ?', this.id);
    await rm(this.dir, { recursive: true, force: true });
  }

  #savePlan(): void {
    this.#library.db.run('UPDATE drafts SET plan = ? WHERE id = ?', JSON.stringify(this.plan), this.id);
  }

  async #makeFolders(): Promise<void> {
    const paths = batchPaths(this.dir);
    try {
      for (const folder of [paths.images, paths.previews, paths.setAside])
        await mkdir(folder, { recursive: true });
      await writeFileAtomic(paths.draftMark, JSON.stringify({ id: this.id }));
    } catch (error) {
      throw explainDiskError(error, this.#library.dir);
    }
  }

  async #store({
    source,
    pictures,
    preview,
    thumbnail,
    unreadable: _,
    ...outcome
  }: PreparedFile): Promise<JournalEntry> {
    const paths = batchPaths(this.dir);
    const first = this.#pictureCount;
    const stored: DraftPicture[] = [];
    for (const { png, embedding, ...picture } of pictures) {
      const place = this.#pictureCount++;
      await this.#write(paths.image(place), png);
      stored.push({
        ...picture,
        place,
        pngBytes: png.length,
        ...(embedding === undefined ? {} : { embeddingRow: await this.#addEmbedding(embedding) }),
        ...(preview === undefined ? {} : { preview: first }),
      });
    }
    if (preview !== undefined) await this.#write(paths.preview(first), preview);
    const thumbnailName = `${this.#doneCount}.webp`;
    if (thumbnail !== undefined) await this.#write(paths.setAsideFile(thumbnailName), thumbnail);
    return {
      file: source.name,
      ...(source.path === undefined ? {} : { path: source.path }),
      stamp: source.stamp,
      pictures: stored,
      ...outcome,
      ...(thumbnail === undefined ? {} : { thumbnail: thumbnailName }),
    };
  }

  async #addEmbedding(embedding: Float32Array): Promise<number> {
    await appendFile(
      batchPaths(this.dir).embeddings,
      new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength),
    );
    return this.#embeddingCount++;
  }

  /** Removes pictures and embeddings that no line of the journal speaks of. */
  async #cutAway(): Promise<void> {
    const paths = batchPaths(this.dir);
    for (const name of await readdir(paths.images)) {
      if (Number.parseInt(name, 10) >= this.#pictureCount) await rm(join(paths.images, name));
    }
    if (await exists(paths.embeddings))
      await truncate(paths.embeddings, this.#embeddingCount * embeddingBytes);
  }
}

const keyOf = ({ file, stamp }: { file: string; stamp: string }) => `${stamp}\0${file}`;

/** Source files that a draft is done with. */
export async function countDone(library: Library, id: ImportId): Promise<number> {
  return (await readIfThere(batchPaths(library.paths.draftDir(id)).journal)).split('\n').length - 1;
}

/** Up to the first entry whose pictures are missing or cut off, as after a power cut. */
async function wholeEntries(
  entries: JournalEntry[],
  paths: ReturnType<typeof batchPaths>,
): Promise<JournalEntry[]> {
  for (const [i, { pictures }] of entries.entries()) {
    for (const { place, pngBytes } of pictures) {
      if ((await fileSizeBytes(paths.image(place))) !== pngBytes) return entries.slice(0, i);
    }
  }
  return entries;
}

/** An import that was cut off in its last step, when its folder had its final name already, gets the old one back. */
async function bringBack(library: Library, id: ImportId, plan: DraftPlan): Promise<void> {
  const { paths } = library;
  if (await exists(paths.draftDir(id))) return;
  const datasetDir = paths.datasetDir(plan.datasetId);
  for (const name of await namesIn(datasetDir)) {
    const mark = await readIfThere(join(datasetDir, name, 'draft.json'));
    if (mark !== '' && z.object({ id: ImportId }).parse(JSON.parse(mark)).id === id) {
      await rename(join(datasetDir, name), paths.draftDir(id));
      return;
    }
  }
}
