import type { Dataset, Decided, ItemDecision, ItemSelection } from '../../../contract/datasets/datasets.ts';
import type { Diagnosis, IgnoredGroup } from '../../../contract/datasets/diagnosis.ts';
import type { FindingSummary } from '../../../contract/datasets/findings.ts';
import type { FileCounts, ImportRecord } from '../../../contract/datasets/provenance.ts';
import type { DatasetId } from '../../../contract/ids.ts';
import type { Db } from '../../library/db.ts';
import { bitsOf, everyFinding } from '../inspect/finding-bits.ts';
import { verdict } from '../inspect/verdict.ts';
import type { Batch } from '../store/dataset-store.ts';
import { countIgnored, mergeIgnored } from '../store/ignored-groups.ts';
import type { DatasetStores } from '../store/index.ts';
import type { ItemCounts } from '../store/item-counts.ts';
import { setHash, versionOf } from '../store/versions.ts';

/** What is known of the pictures of datasets, and which of them are trained on. */
export class Doctor {
  readonly #db: Db;
  readonly #stores: DatasetStores;

  constructor(db: Db, stores: DatasetStores) {
    this.#db = db;
    this.#stores = stores;
  }

  select({ id, show, finding, sort }: ItemSelection): { indices: number[]; leftOut: number[] } {
    this.#stores.datasets.get(id);
    const byFinding = finding === undefined ? '' : ' AND (findings & ?) != 0';
    const values = finding === undefined ? [] : [bitsOf([finding])];
    const rows = this.#stores.items.select(id, filters[show] + byFinding, orders[sort], values);
    return {
      indices: rows.map(({ idx }) => idx),
      leftOut: rows.filter(({ is_used }) => is_used === 0).map(({ idx }) => idx),
    };
  }

  /** Returns what had been decided before. */
  decide(id: DatasetId, indices: readonly number[], decision: ItemDecision): Decided['before'] {
    this.#stores.datasets.get(id);
    return this.#db.transaction(() => {
      const before = this.#stores.items.decisions(id, indices);
      this.#stores.items.decide(id, indices, decision);
      this.refresh(id);
      return before;
    });
  }

  setPolicy(id: DatasetId, kind: FindingSummary['kind'], policy: FindingSummary['policy']): void {
    this.#stores.datasets.get(id);
    this.#db.transaction(() => {
      this.#stores.datasets.savePolicies(id, { ...this.#stores.datasets.policies(id), [kind]: policy });
      this.refresh(id);
    });
  }

  /** Decides anew which pictures are used, and counts them. Call within a transaction. */
  refresh(id: DatasetId): void {
    const policies = this.#stores.datasets.policies(id);
    this.#stores.items.applyPolicies(
      id,
      bitsOf(everyFinding.filter((kind) => policies[kind] === 'leave-out')),
    );
    const { used, heldOut } = this.#stores.counts.countUsed(id);
    this.#stores.datasets.save({
      ...this.#stores.datasets.get(id),
      imageCount: used,
      heldOutCount: heldOut,
      quarantinedCount: this.#stores.setAside.count(id),
    });
  }

  diagnosis(id: DatasetId): Diagnosis {
    const dataset = this.#stores.datasets.get(id);
    const tally = this.#stores.counts.tally(id);
    const batches = this.#stores.datasets.batches(id);
    const imports = this.#importRecords(id, batches);
    const findings = this.#findings(id, tally);
    const facesPerFile = sumFaces(batches);
    const sides = this.#stores.counts.sidesBySteps(id, sizeSteps);
    return {
      findings,
      verdict: verdict({
        usable: dataset.imageCount,
        total: dataset.itemCount,
        mode: dataset.faces,
        filesSeen: imports.reduce((sum, { files }) => sum + files.seen - files.ignored, 0),
        filesWithoutFace: facesPerFile?.[0] ?? 0,
        heldOut: dataset.heldOutCount,
        medianSide: this.#stores.counts.medianSide(id),
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
      people: this.#stores.datasets.people(id),
      imports,
      ignored: this.ignored(id),
      setHash: setHash(this.#stores.counts.usedContents(id)),
    };
  }

  /** Files of all imports together. */
  fileCounts(id: DatasetId): FileCounts {
    const records = this.#importRecords(id, this.#stores.datasets.batches(id)).map(({ files }) => files);
    const sum = (of: (counts: FileCounts) => number) =>
      records.reduce((total, counts) => total + of(counts), 0);
    return {
      seen: sum(({ seen }) => seen),
      imported: sum(({ imported }) => imported),
      leftOut: sum(({ leftOut }) => leftOut),
      quarantined: sum(({ quarantined }) => quarantined),
      ignored: sum(({ ignored }) => ignored),
    };
  }

  /** What all imports passed over, by reason. */
  ignored(id: DatasetId): IgnoredGroup[] {
    return mergeIgnored(this.#stores.datasets.batches(id).flatMap(({ ignored }) => ignored));
  }

  provenance(dataset: Dataset): { setHash: string; imports: ImportRecord[] } {
    const version = versionOf(this.#stores.items.used(dataset.id));
    this.#stores.versions.keep(dataset.id, version);
    return {
      setHash: version.hash,
      imports: this.#importRecords(dataset.id, this.#stores.datasets.batches(dataset.id)),
    };
  }

  #findings(id: DatasetId, tally: Tally): FindingSummary[] {
    const policies = this.#stores.datasets.policies(id);
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
    const files = new Map(this.#stores.items.filesByUse(id).map((row) => [row.batch, row]));
    const setAside = this.#stores.setAside.countByBatch(id);
    return batches.map(({ batch, sources, importedAt, faces, size, seen, ignored }) => ({
      sources,
      importedAt,
      faces,
      size,
      files: {
        seen,
        imported: files.get(batch)?.used ?? 0,
        leftOut: files.get(batch)?.unused ?? 0,
        quarantined: setAside.get(batch) ?? 0,
        ignored: countIgnored(ignored),
      },
    }));
  }
}

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
