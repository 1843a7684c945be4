import { closeSync, openSync, readSync } from 'node:fs';
import type { FindingKind } from '../../../contract/datasets/findings.ts';
import type { DatasetId } from '../../../contract/ids.ts';
import { batchPaths, type LibraryPaths } from '../../library/paths.ts';
import { bitsOf } from '../inspect/finding-bits.ts';
import { findExactDuplicates, findNearDuplicates } from '../inspect/near-duplicates.ts';
import type { ItemFacts } from '../store/item-store.ts';
import { embeddingBytes } from '../store/prepared-picture.ts';

export interface SetInspection {
  /** Of each picture with the set-wide ones taken anew, by item number. */
  findings: Map<number, number>;
  /** Groups of pictures that are alike, then of equal ones, by item number, each with the lowest first. */
  likes: number[][];
}

/** Compares the pictures of a set. `people` are the item numbers of persons who are in many pictures. */
export async function inspectSet(
  items: readonly ItemFacts[],
  isGreySet: boolean,
  people: readonly (readonly number[])[],
  cosine: (a: number, b: number) => number | undefined,
): Promise<SetInspection> {
  const findings = new Map(items.map(({ index, findings }) => [index, findings & ~bitsOf(setWide)]));
  const mark = (index: number, kind: FindingKind) =>
    findings.set(index, (findings.get(index) ?? 0) | bitsOf([kind]));
  const measured = items.filter(({ pixelHash }) => pixelHash !== '');

  // The first of each group stays.
  const equals = findExactDuplicates(measured);
  const copies = equals.flatMap((group) => group.slice(1));
  for (const index of copies) mark(index, 'exact-duplicate');
  const isCopy = new Set(copies);
  const originals = measured.filter(({ index }) => !isCopy.has(index));
  const alikes = await findNearDuplicates(originals, cosine);
  for (const index of alikes.flatMap((group) => group.slice(1))) mark(index, 'near-duplicate');
  for (const { index, isGrey } of measured) if (isGrey !== isGreySet) mark(index, 'odd-colour');
  for (const index of people.flat()) mark(index, 'over-represented');
  return { findings, likes: [...alikes, ...equals] };
}

/** Findings that depend on the other pictures of the set; taken anew when pictures are added. */
const setWide: FindingKind[] = ['exact-duplicate', 'near-duplicate', 'odd-colour', 'over-represented'];

/** Reads pairs of embeddings from the files of a dataset's batches; keeps the files open until `close`. */
export class EmbeddingReader {
  readonly #places: Map<number, { batch: number; row: number }>;
  readonly #files = new Map<number, number>();
  readonly #fileOf: (batch: number) => string;

  constructor(paths: LibraryPaths, id: DatasetId, items: readonly ItemFacts[]) {
    this.#fileOf = (batch) => batchPaths(paths.datasetBatch(id, batch)).embeddings;
    this.#places = new Map(
      items.flatMap(({ index, batch, embeddingRow }) =>
        embeddingRow === undefined ? [] : [[index, { batch, row: embeddingRow }]],
      ),
    );
  }

  /** Cosine of two faces; undefined when one of the pictures has no face. */
  cosine(a: number, b: number): number | undefined {
    const first = this.#read(a);
    const second = this.#read(b);
    if (first === undefined || second === undefined) return undefined;
    let sum = 0;
    for (let i = 0; i < first.length; i++) sum += first[i] * second[i];
    return sum;
  }

  close(): void {
    for (const file of this.#files.values()) closeSync(file);
    this.#files.clear();
  }

  #read(index: number): Float32Array | undefined {
    const place = this.#places.get(index);
    if (place === undefined) return undefined;
    let file = this.#files.get(place.batch);
    if (file === undefined) {
      file = openSync(this.#fileOf(place.batch), 'r');
      this.#files.set(place.batch, file);
    }
    const embedding = new Float32Array(embeddingBytes / 4);
    readSync(file, new Uint8Array(embedding.buffer), 0, embeddingBytes, place.row * embeddingBytes);
    return embedding;
  }
}
