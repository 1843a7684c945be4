import { z } from 'zod';
import { DatasetId } from '../../../contract/ids.ts';
import { sha256 } from '../../../protocol/sha256.ts';
import type { Db } from '../../library/db.ts';

/** The pictures of a set at one time: item numbers in order. */
export interface SetVersion {
  /** SHA-256 over the contents of the pictures, in order. */
  hash: string;
  trained: number[];
  heldOut: number[];
}

/** SHA-256 over the contents of the pictures in use, one after the other. */
export const setHash = (contents: string): string => sha256(contents);

export function versionOf(
  used: readonly { index: number; content: string; isHeldOut: boolean }[],
): SetVersion {
  const numbers = (isHeldOut: boolean) =>
    used.filter((item) => item.isHeldOut === isHeldOut).map(({ index }) => index);
  return {
    hash: setHash(used.map(({ content }) => content).join('')),
    trained: numbers(false),
    heldOut: numbers(true),
  };
}

const Row = z.object({ trained: z.instanceof(Uint8Array), held_out: z.instanceof(Uint8Array) });

/** Versions that runs were started with: they can go on with the same pictures after the set has changed. */
export class VersionStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  keep(id: DatasetId, { hash, trained, heldOut }: SetVersion): void {
    this.#db.run(
      'INSERT OR IGNORE INTO dataset_versions VALUES (?, ?, ?, ?, ?)',
      id,
      hash,
      toBytes(trained),
      toBytes(heldOut),
      new Date().toISOString(),
    );
  }

  /** The dataset that a version was made of; undefined when it is gone. */
  datasetOf(hash: string): DatasetId | undefined {
    return this.#db.get(
      z.object({ dataset_id: DatasetId }),
      'SELECT dataset_id FROM dataset_versions WHERE hash = ? ORDER BY created_at LIMIT 1',
      hash,
    )?.dataset_id;
  }

  find(id: DatasetId, hash: string): SetVersion | undefined {
    const row = this.#db.get(
      Row,
      'SELECT trained, held_out FROM dataset_versions WHERE dataset_id = ? AND hash = ?',
      id,
      hash,
    );
    return row && { hash, trained: toNumbers(row.trained), heldOut: toNumbers(row.held_out) };
  }
}

const toBytes = (numbers: number[]) => new Uint8Array(Uint32Array.from(numbers).buffer);

// The database's bytes may start at any address, numbers may not: copied first.
const toNumbers = (bytes: Uint8Array) => [...new Uint32Array(new Uint8Array(bytes).buffer)];
