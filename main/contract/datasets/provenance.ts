import { z } from 'zod';
import { FacesMode } from './datasets.ts';

/** Files of an import; `imported + leftOut + quarantined + ignored = seen`. */
export const FileCounts = z.object({
  seen: z.int().min(0),
  /** Files of which at least one picture is trained on. */
  imported: z.int().min(0),
  /** Files whose pictures are all left out. In what was kept before they were counted, they are among the quarantined. */
  leftOut: z.int().min(0).default(0),
  /** Files that were set aside with a reason. */
  quarantined: z.int().min(0),
  /** Files that are not pictures, and files that the dataset had already. */
  ignored: z.int().min(0),
});
export type FileCounts = z.infer<typeof FileCounts>;

/** One import into a dataset: where its pictures come from. */
export const ImportRecord = z.object({
  sources: z.array(z.string()),
  importedAt: z.iso.datetime(),
  faces: FacesMode,
  size: z.int(),
  files: FileCounts,
});
export type ImportRecord = z.infer<typeof ImportRecord>;

/** The pictures that a run or a model learned from, as they were when it started. */
export const Provenance = z.object({
  /** SHA-256 over the contents of the pictures. */
  setHash: z.string(),
  imageCount: z.int(),
  heldOutCount: z.int(),
  imports: z.array(ImportRecord),
});
export type Provenance = z.infer<typeof Provenance>;
