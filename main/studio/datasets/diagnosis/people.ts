import type { PersonGroup } from '../../../contract/datasets/diagnosis.ts';
import type { DatasetId } from '../../../contract/ids.ts';
import type { FacePool } from '../../compute-process/face-pool.ts';
import { batchPaths, type LibraryPaths } from '../../library/paths.ts';
import type { ItemFacts } from '../store/item-store.ts';

/** Item numbers of the persons who are in many of the aligned pictures, largest group first. */
export async function findPeople(
  paths: LibraryPaths,
  id: DatasetId,
  items: readonly ItemFacts[],
  pool: FacePool,
): Promise<number[][]> {
  const withFace = items.filter(({ embeddingRow }) => embeddingRow !== undefined);
  if (withFace.length === 0) return [];
  const batches = [...new Set(withFace.map(({ batch }) => batch))].toSorted((a, b) => a - b);
  // The finder sees the files as one list: each batch begins after the rows of the batches before it.
  const starts = new Map<number, number>();
  let start = 0;
  for (const batch of batches) {
    starts.set(batch, start);
    const rows = withFace.filter((item) => item.batch === batch).map(({ embeddingRow }) => embeddingRow ?? 0);
    start += rows.reduce((last, row) => Math.max(last, row), -1) + 1;
  }
  const indexOfRow = new Map(
    withFace.map(({ index, batch, embeddingRow }) => [(starts.get(batch) ?? 0) + (embeddingRow ?? 0), index]),
  );
  const files = batches.map((batch) => batchPaths(paths.datasetBatch(id, batch)).embeddings);
  const groups = await pool.group(files, Uint32Array.from(indexOfRow.keys()));
  return groups.map((rows) => Array.from(rows, (row) => indexOfRow.get(row) ?? 0));
}

/** Pictures that stand for a person in the window. */
const exampleCount = 12;

export const toPersonGroups = (people: readonly (readonly number[])[], total: number): PersonGroup[] =>
  people.map((indices) => ({
    count: indices.length,
    share: indices.length / total,
    examples: indices.slice(0, exampleCount),
  }));
