import type { Dataset, Decided, ItemDecision, ItemSelection } from '../../../contract/datasets/datasets.ts';
import type { Diagnosis, FileCounts, ImportRecord } from '../../../contract/datasets/diagnosis.ts';
import type { FindingSummary } from '../../../contract/datasets/findings.ts';
import type { DatasetId } from '../../../contract/ids.ts';
import type { Library } from '../../library/library.ts';
import { bitsOf, everyFinding } from '../inspect/finding-bits.ts';
import { verdict } from '../inspect/verdict.ts';
import { type Batch, DatasetStore } from '../store/dataset-store.ts';
import { ItemCounts } from '../store/item-counts.ts';
import { ItemStore } from '../store/item-store.ts';
import { SetAsideStore } from '../store/set-aside-store.ts';
import { setHash, VersionStore, versionOf } from '../store/versions.ts';

/** Lower ends of the rows of the resolution histogram, in pixels. */
const sizeSteps = [0, 28, 48, 64, 96, 128, 192, 256, 384, 512, 1024];

/** Orders of the grid; never text of the caller's. */
const orders: Record<ItemSelection['sort'], string> = {
  import: 'idx',
  best: 'quality DESC, idx',
  worst: 'quality, idx',
  largest: 'side DESC, idx',
  smallest: 'side, idx',
};

const filters: Record<ItemSelection['show'], string> = {
  all: '1',
  used: 'is_used = 1',
  'left-out': 'is_used = 0',
  'held-out': 'held_out = 1 AND is_used = 1',
};

/** Tables that hang on a dataset, with the columns that a copy takes over. */
const copiedTables = {
  dataset_batches: 'batch, sources, faces, size, seen, ignored, faces_per_file, imported_at',
  dataset_items: `idx, batch, place, file_number, source, source_hash, source_width, source_height, side, pixel_hash,
    perceptual_hash, signature, is_grey, quality, face, embedding_row, preview, findings, decision, is_used, held_out`,
  set_aside: 'batch, file, reason, path, thumbnail, is_dismissed',
};

/** What is known of the pictures of datasets, and which of them are trained on. */
export class Doctor {
  readonly datasets: DatasetStore;
  readonly items: ItemStore;
  readonly counts: ItemCounts;
  readonly setAside: SetAsideStore;
  readonly versions: VersionStore;
  readonly #library: Library;

  constructor(library: Library) {
    this.#library = library;
    this.datasets = new DatasetStore(library.db);
    this.items = new ItemStore(library.db);
    this.counts = new ItemCounts(library.db);
    this.setAside = new SetAsideStore(library.db);
    this.versions = new VersionStore(library.db);
  }

  select({ id, show, finding, sort }: ItemSelection): { indices: number[]; leftOut: number[] } {
    this.datasets.get(id);
    const byFinding = finding === undefined ? '' : ' AND (findings & ?) != 0';
    const values = finding === undefined ? [] : [bitsOf([finding])];
    const rows = this.items.select(id, filters[show] + byFinding, orders[sort], values);
    return {
      indices: rows.map(({ idx }) => idx),
      leftOut: rows.filter(({ is_used }) => is_used === 0).map(({ idx }) => idx),
    };
  }

  /** Returns what had been decided before. */
  decide(id: DatasetId, indices: readonly number[], decision: ItemDecision): Decided['before'] {
    this.datasets.get(id);
    return this.#library.db.transaction(() => {
      const before = this.items.decisions(id, indices);
      this.items.decide(id, indices, decision);
      this.refresh(id);
      return before;
    });
  }

  setPolicy(id: DatasetId, kind: FindingSummary['kind'], policy: FindingSummary['policy']): void {
    this.datasets.get(id);
    this.#library.db.transaction(() => {
      this.datasets.savePolicies(id, { ...this.datasets.policies(id), [kind]: policy });
      this.refresh(id);
    });
  }

  /** Decides anew which pictures are used, and counts them. Call within a transaction. */
  refresh(id: DatasetId): void {
    const policies = this.datasets.policies(id);
    this.items.applyPolicies(id, bitsOf(everyFinding.filter((kind) => policies[kind] === 'leave-out')));
    const { used, heldOut } = this.counts.countUsed(id);
    this.datasets.save({
      ...this.datasets.get(id),
      imageCount: used,
      heldOutCount: heldOut,
      quarantinedCount: this.setAside.count(id),
    });
  }

  diagnosis(id: DatasetId): Diagnosis {
    const dataset = this.datasets.get(id);
    const tally = this.counts.tally(id);
    const batches = this.datasets.batches(id);
    const imports = this.#importRecords(id, batches);
    const findings = this.#findings(id, tally);
    const facesPerFile = sumFaces(batches);
    const sides = this.counts.sidesBySteps(id, sizeSteps);
    return {
      findings,
      verdict: verdict({
        usable: dataset.imageCount,
        total: dataset.itemCount,
        mode: dataset.faces,
        filesSeen: imports.reduce((sum, { files }) => sum + files.seen - files.ignored, 0),
        filesWithoutFace: facesPerFile?.[0] ?? 0,
        heldOut: dataset.heldOutCount,
        medianSide: this.counts.medianSide(id),
        preparedSide: dataset.size,
        isGrey: dataset.channels === 1,
        findings,
      }),
      ...(facesPerFile === undefined ? {} : { facesPerFile }),
      sizes: sizeSteps.map((from, step) => ({ from, count: sides[step] })),
      colour: {
        grey: sumOf(tally, ({ isUsed, isGrey }) => isUsed && isGrey),
        colour: sumOf(tally, ({ isUsed, isGrey }) => isUsed && !isGrey),
      },
      people: this.datasets.people(id),
      imports,
      setHash: setHash(this.counts.usedContents(id)),
    };
  }

  /** Files of all imports together. */
  fileCounts(id: DatasetId): FileCounts {
    const records = this.#importRecords(id, this.datasets.batches(id)).map(({ files }) => files);
    const sum = (of: (counts: FileCounts) => number) =>
      records.reduce((total, counts) => total + of(counts), 0);
    return {
      seen: sum(({ seen }) => seen),
      imported: sum(({ imported }) => imported),
      quarantined: sum(({ quarantined }) => quarantined),
      ignored: sum(({ ignored }) => ignored),
    };
  }

  provenance(dataset: Dataset): { setHash: string; imports: ImportRecord[] } {
    const version = versionOf(this.items.used(dataset.id));
    this.versions.keep(dataset.id, version);
    return {
      setHash: version.hash,
      imports: this.#importRecords(dataset.id, this.datasets.batches(dataset.id)),
    };
  }

  /** Everything but the dataset's own row, for a copy of it. Call within a transaction. */
  copyRows(from: DatasetId, to: DatasetId): void {
    const { db } = this.#library;
    db.run(
      `UPDATE datasets SET (policies, people) = (SELECT policies, people FROM datasets WHERE id = ?) WHERE id = ?`,
      from,
      to,
    );
    for (const [table, columns] of Object.entries(copiedTables)) {
      db.run(
        `INSERT INTO ${table} (dataset_id, ${columns}) SELECT ?, ${columns} FROM ${table} WHERE dataset_id = ?`,
        to,
        from,
      );
    }
  }

  #findings(id: DatasetId, tally: Tally): FindingSummary[] {
    const policies = this.datasets.policies(id);
    return everyFinding
      .map((kind) => {
        const having = tally.filter(({ findings }) => (findings & bitsOf([kind])) !== 0);
        return {
          kind,
          count: sumOf(having, () => true),
          leftOut: sumOf(having, ({ isUsed }) => !isUsed),
          policy: policies[kind] ?? ('keep' as const),
        };
      })
      .filter(({ count }) => count > 0);
  }

  #importRecords(id: DatasetId, batches: readonly Batch[]): ImportRecord[] {
    const files = new Map(this.items.filesByUse(id).map((row) => [row.batch, row]));
    const setAside = this.setAside.countByBatch(id);
    return batches.map(({ batch, sources, importedAt, faces, size, seen, ignored }) => ({
      sources,
      importedAt,
      faces,
      size,
      files: {
        seen,
        imported: files.get(batch)?.used ?? 0,
        quarantined: (files.get(batch)?.unused ?? 0) + (setAside.get(batch) ?? 0),
        ignored,
      },
    }));
  }
}

function sumFaces(batches: readonly Batch[]): number[] | undefined {
  const counted = batches.flatMap(({ facesPerFile }) => (facesPerFile === undefined ? [] : [facesPerFile]));
  if (counted.length === 0) return undefined;
  const longest = Math.max(...counted.map((counts) => counts.length));
  return Array.from({ length: longest }, (_, faces) =>
    counted.reduce((sum, counts) => sum + (counts[faces] ?? 0), 0),
  );
}

type Tally = ReturnType<ItemCounts['tally']>;

const sumOf = (tally: Tally, is: (row: Tally[number]) => boolean): number =>
  tally.reduce((sum, row) => sum + (is(row) ? row.count : 0), 0);
