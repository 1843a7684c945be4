import { mkdir, rename, rm } from 'node:fs/promises';
import type { Dataset } from '../../../contract/datasets/datasets.ts';
import { StudioError } from '../../../contract/errors.ts';
import { syncFolder } from '../../../disk/sync-folder.ts';
import type { FacePool } from '../../compute-process/face-pool.ts';
import type { Library } from '../../library/library.ts';
import { batchPaths } from '../../library/paths.ts';
import type { Doctor } from '../diagnosis/doctor.ts';
import { findPeople, toPersonGroups } from '../diagnosis/people.ts';
import { EmbeddingReader, inspectSet } from '../diagnosis/set-inspection.ts';
import { defaultPolicies } from '../inspect/findings.ts';
import { keptByLibrary } from '../sources/library-files.ts';
import { freeDatasetName } from '../store/dataset-store.ts';
import { groupIgnored } from '../store/ignored-groups.ts';
import type { DatasetStores } from '../store/index.ts';
import type { ItemFacts, StoredItem } from '../store/item-store.ts';
import type { NewSetAside } from '../store/set-aside-store.ts';
import type { Draft } from './draft.ts';
import type { JournalEntry } from './draft-journal.ts';
import type { DraftPlan } from './draft-rows.ts';
import { isHeldOut, sidesOfGroups } from './held-out.ts';

/** What the scan found besides the sources. */
export interface ScanLeftovers {
  ignored: readonly { file: string; reason: string }[];
  unusable: readonly { file: string; reason: string; path?: string | undefined }[];
}

/** Where a draft becomes part of a dataset. */
export interface DraftTarget {
  library: Library;
  stores: DatasetStores;
  doctor: Doctor;
}

/**
 * Makes a finished draft part of its dataset: the folder is renamed, then everything else happens in one transaction. A
 * crash in between is undone when the import goes on.
 */
export async function finishDraft(
  { library, stores, doctor }: DraftTarget,
  draft: Draft,
  rest: ScanLeftovers,
  pool: FacePool | undefined,
): Promise<Dataset> {
  const { plan } = draft;
  const entries = await draft.readEntries();
  assertComplete(draft, entries);
  const id = plan.datasetId;
  if (plan.isNew) assertUsable(plan, entries, rest);
  const earlier = stores.datasets.find(id);
  if (earlier === undefined && !plan.isNew) stores.datasets.get(id);
  const batch = Math.max(0, ...stores.datasets.batches(id).map((row) => row.batch)) + 1;
  const batchDir = library.paths.datasetBatch(id, batch);
  await mkdir(library.paths.datasetDir(id), { recursive: true });
  await syncFolder(batchPaths(draft.dir).images);
  await rename(draft.dir, batchDir);
  await syncFolder(library.paths.datasetDir(id));

  const faces = plan.faces === 'auto' ? 'centre' : plan.faces;
  const items = toItems(entries, batch, earlier?.itemCount ?? 0);
  const isGrey =
    earlier !== undefined
      ? earlier.channels === 1
      : plan.colour === 'auto'
        ? items.filter((item) => item.isGrey).length * 2 >= items.length
        : plan.colour === 'grey';
  // Before the transaction: this takes seconds in a large set, in which others have their turn.
  const added = items.map((item) => ({ ...item, embeddingRow: item.embeddingRow, isUsed: true }));
  const facts = [...stores.items.facts(id), ...added];
  const people = pool === undefined ? [] : await findPeople(library.paths, id, facts, pool);
  const { findings, sides } = await inspect(library, id, facts, isGrey, people);

  library.db.transaction(() => {
    stores.datasets.save({
      id,
      name: earlier?.name ?? freeDatasetName(stores.datasets, plan.name),
      imageCount: 0,
      itemCount: (earlier?.itemCount ?? 0) + items.length,
      heldOutCount: 0,
      size: plan.size,
      faces,
      channels: isGrey ? 1 : 3,
      quarantinedCount: 0,
      sources: [...new Set([...(earlier?.sources ?? []), ...plan.sources])],
      sizeBytes: (earlier?.sizeBytes ?? 0) + entries.flatMap(({ pictures }) => pictures).reduce(sumBytes, 0),
      createdAt: earlier?.createdAt ?? new Date().toISOString(),
    });
    if (earlier === undefined) stores.datasets.savePolicies(id, defaultPolicies(faces));
    stores.datasets.addBatch(id, {
      batch,
      sources: plan.sources,
      faces,
      size: plan.size,
      seen: entries.length + rest.ignored.length + rest.unusable.length,
      ignored: groupIgnored([...rest.ignored, ...knownFiles(entries)]),
      facesPerFile: facesPerFile(entries),
      importedAt: new Date().toISOString(),
    });
    stores.items.add(id, items);
    for (const [index, bits] of findings) stores.items.setFindings(id, index, bits);
    for (const [index, isHeldOut] of sides) stores.items.setHeldOut(id, index, isHeldOut);
    stores.datasets.savePeople(id, toPersonGroups(people, facts.length));
    const keptOut = stores.setAside.forget(id, pathsOf([...entries, ...rest.unusable]));
    stores.setAside.add(
      id,
      setAsideFiles(entries, rest, batch).map((file) => ({
        ...file,
        isDismissed: file.path !== undefined && keptOut.has(file.path),
        // What a browser sent goes when the import ends: it cannot be read again.
        path: plan.uploadId === undefined ? file.path : undefined,
      })),
    );
    doctor.refresh(id);
    library.db.run('DELETE FROM drafts WHERE id = ?', draft.id);
  });
  const paths = batchPaths(batchDir);
  for (const file of [paths.draftMark, paths.journal]) await rm(file, { force: true });
  return stores.datasets.get(id);
}

/** The journal is read to its first damaged line: a dataset made of that would lack the rest without a word. */
function assertComplete({ doneCount, dir }: Draft, entries: readonly JournalEntry[]): void {
  if (entries.length === doneCount) return;
  throw new StudioError(
    'DISK_FAILED',
    `Of ${doneCount} files that were read, the import’s notes tell of ${entries.length}.`,
    {
      next: 'Go on with the import, which reads the others again. If this message comes back, check the disk.',
      subject: batchPaths(dir).journal,
    },
  );
}

const sumBytes = (sum: number, { pngBytes }: { pngBytes: number }) => sum + pngBytes;

/** Findings by item number, of the pictures in which they have changed, and on which side of the set like ones are. */
async function inspect(
  library: Library,
  id: Dataset['id'],
  facts: readonly ItemFacts[],
  isGrey: boolean,
  people: readonly (readonly number[])[],
): Promise<{ findings: [number, number][]; sides: Map<number, boolean> }> {
  const embeddings = new EmbeddingReader(library.paths, id, facts);
  try {
    const { findings, likes } = await inspectSet(facts, isGrey, people, (a, b) => embeddings.cosine(a, b));
    const changed = facts.flatMap((item): [number, number][] => {
      const bits = findings.get(item.index) ?? 0;
      return bits === item.findings ? [] : [[item.index, bits]];
    });
    return { findings: changed, sides: sidesOfGroups(facts, likes) };
  } finally {
    embeddings.close();
  }
}

function toItems(entries: readonly JournalEntry[], batch: number, firstIndex: number): StoredItem[] {
  return entries.flatMap(({ file, sourceHash, pictures }, fileNumber) =>
    pictures.map(({ pngBytes: _, ...picture }) => ({
      ...picture,
      index: firstIndex + picture.place,
      batch,
      fileNumber,
      source: file,
      sourceHash: sourceHash ?? '',
      isHeldOut: isHeldOut(picture.pixelHash),
    })),
  );
}

const knownFiles = (entries: readonly JournalEntry[]) =>
  entries
    .filter(({ isKnown }) => isKnown === true)
    .map(({ file }) => ({ file, reason: 'in the dataset already' }));

const pathsOf = (files: readonly { path?: string | undefined }[]): Set<string> =>
  new Set(files.flatMap(({ path }) => (path === undefined ? [] : [path])));

const setAsideFiles = (entries: readonly JournalEntry[], rest: ScanLeftovers, batch: number): NewSetAside[] =>
  allSetAside(entries, rest, batch).sort((a, b) => (a.file < b.file ? -1 : 1));

const allSetAside = (entries: readonly JournalEntry[], rest: ScanLeftovers, batch: number): NewSetAside[] => [
  ...rest.unusable.map((file) => ({ ...file, batch })),
  ...entries.flatMap(({ file, path, reason, thumbnail }) =>
    reason === undefined ? [] : [{ file, path, reason, thumbnail, batch }],
  ),
];

const reasons = (ignored: ScanLeftovers['ignored']) =>
  groupIgnored(ignored)
    .map(({ reason, count }) => `${reason}: ${count}`)
    .join('; ');

function facesPerFile(entries: readonly JournalEntry[]): number[] | undefined {
  const counts = entries.flatMap(({ faceCount }) => (faceCount === undefined ? [] : [faceCount]));
  if (counts.length === 0) return undefined;
  const files: number[] = [];
  for (const count of counts) {
    while (files.length <= count) files.push(0);
    files[count] += 1;
  }
  return files;
}

/** A new dataset needs at least one picture, and one with a face when faces were asked for. */
function assertUsable(
  plan: DraftPlan,
  entries: readonly JournalEntry[],
  { ignored, unusable }: ScanLeftovers,
): void {
  const setAside = [...unusable, ...setAsideFiles(entries, { ignored, unusable: [] }, 0)];
  const subject = plan.sources.join(', ');
  if (entries.every(({ pictures }) => pictures.length === 0)) {
    const example = setAside[0];
    const why =
      example !== undefined
        ? `none of the ${setAside.length} files could be used; the first, ${example.file}: ${example.reason}`
        : ignored.length > 0
          ? `of the ${ignored.length} files found none is a picture to import (${reasons(ignored)})`
          : 'the folder is empty';
    throw new StudioError('NO_IMAGES', `No usable pictures: ${why}.`, {
      next: ignored.some(({ reason }) => reason === keptByLibrary)
        ? 'Open the library that lies there as a library, or choose the folder of the photos themselves.'
        : 'Choose a folder with JPEG, PNG, WebP, AVIF, GIF, TIFF, BMP or PNM pictures, or a ZIP or TAR of them.',
      subject,
    });
  }
  const searched = entries.filter(({ faceCount }) => faceCount !== undefined);
  if (searched.length > 0 && searched.every(({ faceCount }) => faceCount === 0)) {
    throw new StudioError('NO_FACES', `No face was found in any of the ${searched.length} pictures.`, {
      next: 'Import them with "use as is" or "centre crop"; drawings and digits need no faces.',
      subject,
    });
  }
}
