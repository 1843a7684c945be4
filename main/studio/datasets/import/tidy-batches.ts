import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Library } from '../../library/library.ts';
import { batchPaths } from '../../library/paths.ts';
import { listDrafts } from './draft-rows.ts';

/**
 * Removes the journals of imports that were cut off between their last transaction and their tidying up. One whose row is
 * still there was cut off before it: it goes on from its journal.
 */
export function tidyBatches(library: Library): void {
  if (listDrafts(library).length > 0) return;
  const root = library.paths.datasets;
  for (const dataset of foldersIn(root)) {
    for (const batch of foldersIn(join(root, dataset)).filter((name) => name.startsWith('batch-'))) {
      const paths = batchPaths(join(root, dataset, batch));
      if (!existsSync(paths.draftMark) && !existsSync(paths.journal)) continue;
      for (const file of [paths.journal, paths.draftMark]) rmSync(file, { force: true });
    }
  }
}

/** Systems leave files of their own beside them, such as `.DS_Store` and `desktop.ini`. */
const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
