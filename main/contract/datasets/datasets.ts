import { z } from 'zod';
import { DatasetId, ImportId, UploadId } from '../ids.ts';
import { givenName } from '../one-line.ts';
import { Channels } from '../pictures.ts';
import { FindingKind, FindingPolicy } from './findings.ts';

export const DatasetName = givenName();

/**
 * How a picture becomes a square. `align`: each face found, eyes level and at a constant distance; `centre`: the middle
 * square of the picture; `as-is`: the whole picture, nothing cut away.
 */
export const FacesMode = z.enum(['align', 'centre', 'as-is']);
export type FacesMode = z.infer<typeof FacesMode>;

/** Prepared faces. */
export const Dataset = z.object({
  id: DatasetId,
  name: DatasetName,
  /** Pictures that are trained on, held-out ones among them. */
  imageCount: z.int().min(0),
  /** All prepared pictures, those that are left out among them. */
  itemCount: z.int().min(0),
  /** Pictures kept for tests and never trained on, by their content, so that more pictures move none; copies go with the first. */
  heldOutCount: z.int().min(0),
  /** Side length in pixels that images were prepared for; smaller sources keep their own size. */
  size: z.int().min(16),
  faces: FacesMode,
  /** 1 when training treats the set as grey, 3 as colour. */
  channels: Channels,
  /** Files that could not be made into pictures. */
  quarantinedCount: z.int().min(0),
  /** Folders and files that were imported, as the user named them. */
  sources: z.array(z.string()),
  sizeBytes: z.int().min(0),
  createdAt: z.iso.datetime(),
});
export type Dataset = z.infer<typeof Dataset>;

const Point = z.object({ x: z.number(), y: z.number() });

/** A face as it was found in its source, in pixels of the source as shown (turned by its EXIF). */
export const ItemFace = z.object({
  /** How sure the finder is, 0–1. */
  score: z.number(),
  /** Turned left or right, up or down, and tilted, in degrees. */
  yaw: z.number(),
  pitch: z.number(),
  roll: z.number(),
  leftEye: Point,
  rightEye: Point,
  /** Corners of the square that was cut out: top left, top right, bottom right, bottom left. */
  corners: z.array(Point).length(4),
});
export type ItemFace = z.infer<typeof ItemFace>;

/** What the user decided about a picture; `auto` follows the policies of its findings. */
export const ItemDecision = z.enum(['auto', 'in', 'out']);
export type ItemDecision = z.infer<typeof ItemDecision>;

/** One prepared image; its picture is at `mediaPath.datasetImage(dataset.id, index)`. */
export const DatasetItem = z.object({
  index: z.int().min(0),
  source: z.string(),
  sourceWidth: z.int(),
  sourceHeight: z.int(),
  /** Pixels of the source along one side of the square. */
  side: z.number(),
  isUsed: z.boolean(),
  decision: ItemDecision,
  isHeldOut: z.boolean(),
  findings: z.array(FindingKind),
  /** 0–1, from sharpness, contrast, size, pose and how sure the finder is; for sorting. */
  quality: z.number(),
  face: ItemFace.optional(),
  /** True when `mediaPath.datasetPreview` shows the whole photo. */
  hasPreview: z.boolean(),
});
export type DatasetItem = z.infer<typeof DatasetItem>;

export const ListItemsInput = z.object({
  id: DatasetId,
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(200),
});
export const ListItemsOutput = z.object({ items: z.array(DatasetItem), total: z.int() });

export const ItemSort = z.enum(['import', 'best', 'worst', 'largest', 'smallest']);
export type ItemSort = z.infer<typeof ItemSort>;

/** Which pictures to show, and in which order. */
export const SelectItemsInput = z.object({
  id: DatasetId,
  show: z.enum(['all', 'used', 'left-out', 'held-out']).default('all'),
  finding: FindingKind.optional(),
  sort: ItemSort.default('import'),
});
export type ItemSelection = z.infer<typeof SelectItemsInput>;
/** Item numbers in the order asked for, and those among them that are left out. */
export const SelectItemsOutput = z.object({
  indices: z.array(z.int().min(0)),
  leftOut: z.array(z.int().min(0)),
});

export const DecideInput = z.object({
  id: DatasetId,
  indices: z.array(z.int().min(0)).min(1).max(1_000_000),
  decision: ItemDecision,
});

/** What had been decided about these pictures before, so that it can be undone. */
export const DecideOutput = z.object({
  before: z.array(z.object({ decision: ItemDecision, indices: z.array(z.int().min(0)) })),
});
export type Decided = z.infer<typeof DecideOutput>;

export const SetPolicyInput = z.object({ id: DatasetId, kind: FindingKind, policy: FindingPolicy });

export const ColourMode = z.enum(['auto', 'grey', 'colour']);
export type ColourMode = z.infer<typeof ColourMode>;

/** Where pictures come from: a path on the studio's machine or files that a browser sent. */
export const sourceFields = {
  /** Absolute paths of folders (searched recursively), archives and files on the studio's machine. */
  paths: z.array(z.string().min(1).max(4096)).max(1000).default([]),
  /** Files that were sent by a browser instead. */
  uploadId: UploadId.optional(),
};
export const hasSource = (input: { paths: string[]; uploadId?: UploadId | undefined }) =>
  input.paths.length > 0 || input.uploadId !== undefined;
export const noSource = 'name at least one folder or file';

export const ImportInput = z
  .object({
    name: DatasetName,
    ...sourceFields,
    /** Side length of the prepared images; sources are never enlarged. */
    size: z.int().min(28).max(1024).default(256),
    colour: ColourMode.default('auto'),
    /** `auto` looks at a few pictures first: faces are aligned, anything else is left as it is. */
    faces: z.enum(['auto', ...FacesMode.options]).default('auto'),
  })
  .refine(hasSource, noSource);
export type ImportInput = z.infer<typeof ImportInput>;

/** More pictures for a dataset, prepared as its first ones were; files that it has already are passed over. */
export const AddInput = z.object({ id: DatasetId, ...sourceFields }).refine(hasSource, noSource);
export type AddInput = z.infer<typeof AddInput>;

export const ImportSampleInput = z.object({
  name: DatasetName.default('Sample faces'),
  count: z.int().min(64).max(10_000).default(2000),
});

/** An import that was interrupted or cancelled and can go on where it ended. */
export const UnfinishedImport = z.object({
  id: ImportId,
  name: z.string(),
  /** The dataset that pictures were being added to; absent when a new one was being made. */
  datasetId: DatasetId.optional(),
  sources: z.array(z.string()),
  /** Files done so far. */
  done: z.int().min(0),
  total: z.int().min(0).optional(),
  startedAt: z.iso.datetime(),
});
export type UnfinishedImport = z.infer<typeof UnfinishedImport>;

/** A file that could not be made into a picture. */
export const SetAsideFile = z.object({
  /** Number within the dataset. */
  number: z.int().min(0),
  file: z.string(),
  reason: z.string(),
  /** True when the file can be read again, because it lies on this machine by itself. */
  canRetry: z.boolean(),
  /** True when `mediaPath.datasetSetAside` shows the part of it that could be read. */
  hasThumbnail: z.boolean(),
  /** True when the user has seen it and wants it kept out. */
  isDismissed: z.boolean(),
});
export type SetAsideFile = z.infer<typeof SetAsideFile>;

export const QuarantineOutput = z.object({ files: z.array(SetAsideFile) });
