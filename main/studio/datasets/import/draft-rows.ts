import { z } from 'zod';
import { ColourMode, DatasetName, FacesMode } from '../../../contract/datasets/datasets.ts';
import { StudioError } from '../../../contract/errors.ts';
import { DatasetId, ImportId, UploadId } from '../../../contract/ids.ts';
import type { Library } from '../../library/library.ts';

/** What an import is to do; fixed when it starts, so that it can go on after anything. */
export const DraftPlan = z.object({
  /** The dataset that is made, or that pictures are added to. */
  datasetId: DatasetId,
  isNew: z.boolean(),
  name: DatasetName,
  paths: z.array(z.string()),
  /** What the user calls the paths; differs from them after an upload. */
  sources: z.array(z.string()),
  uploadId: UploadId.optional(),
  size: z.int(),
  colour: ColourMode,
  faces: z.enum(['auto', ...FacesMode.options]),
  /** Files that each path held when it was first looked through: one that holds none later has gone. */
  seen: z.array(z.int().min(0)).optional(),
});
export type DraftPlan = z.infer<typeof DraftPlan>;

const Row = z
  .object({ id: z.string(), plan: z.string(), total: z.int().nullable(), started_at: z.string() })
  .transform((row) => ({
    id: ImportId.parse(row.id),
    plan: DraftPlan.parse(JSON.parse(row.plan)),
    total: row.total ?? undefined,
    startedAt: row.started_at,
  }));
export type DraftRow = z.infer<typeof Row>;

export const listDrafts = (library: Library): DraftRow[] =>
  library.db.all(Row, 'SELECT id, plan, total, started_at FROM drafts ORDER BY started_at');

export function findDraft(library: Library, id: ImportId): DraftRow {
  const row = library.db.get(Row, 'SELECT id, plan, total, started_at FROM drafts WHERE id = ?', id);
  if (row === undefined) {
    throw new StudioError('IMPORT_NOT_FOUND', 'That import is not waiting to go on.', {
      next: 'It has ended or was discarded; look at the datasets.',
      subject: id,
    });
  }
  return row;
}
