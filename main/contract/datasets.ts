import { z } from 'zod';
import { DatasetId, UploadId } from './ids.ts';
import { QuarantinedFile } from './jobs.ts';
import { Channels } from './run-config.ts';

export const DatasetName = z.string().trim().min(1).max(80);

/** Prepared faces. */
export const Dataset = z.object({
  id: DatasetId,
  name: DatasetName,
  /** Prepared images, each square and at most `size` pixels wide. */
  imageCount: z.int().min(0),
  /** Side length in pixels that images were prepared for; smaller sources keep their own size. */
  size: z.int().min(16),
  /** 1 when training treats the set as grey, 3 as colour. */
  channels: Channels,
  quarantinedCount: z.int().min(0),
  /** Folders and files that were imported, as the user named them. */
  sources: z.array(z.string()),
  sizeBytes: z.int().min(0),
  createdAt: z.iso.datetime(),
});
export type Dataset = z.infer<typeof Dataset>;

/** One prepared image; its picture is at `mediaPath.datasetImage(dataset.id, index)`. */
export const DatasetItem = z.object({
  index: z.int().min(0),
  source: z.string(),
  sourceWidth: z.int(),
  sourceHeight: z.int(),
});
export type DatasetItem = z.infer<typeof DatasetItem>;

export const ListItemsInput = z.object({
  id: DatasetId,
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(200),
});
export const ListItemsOutput = z.object({ items: z.array(DatasetItem), total: z.int() });

export const ColourMode = z.enum(['auto', 'grey', 'colour']);
export type ColourMode = z.infer<typeof ColourMode>;

export const ImportInput = z
  .object({
    name: DatasetName,
    /** Absolute paths of folders (searched recursively) and files on the studio's machine. */
    paths: z.array(z.string().min(1).max(4096)).max(1000).default([]),
    /** Files that were sent by a browser instead. */
    uploadId: UploadId.optional(),
    /** Side length of the prepared images; sources are never enlarged. */
    size: z.int().min(28).max(1024).default(256),
    colour: ColourMode.default('auto'),
  })
  .refine(
    (input) => input.paths.length > 0 || input.uploadId !== undefined,
    'name at least one folder or file',
  );
export type ImportInput = z.infer<typeof ImportInput>;

export const ImportSampleInput = z.object({
  name: DatasetName.default('Sample faces'),
  count: z.int().min(64).max(10_000).default(2000),
});

export const QuarantineOutput = z.object({ files: z.array(QuarantinedFile) });
