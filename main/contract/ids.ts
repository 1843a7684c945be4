import { z } from 'zod';

/** Ids are short, URL- and file-name-safe, and never paths: `datasets/<id>`, `runs/<id>`, `models/<id>`. */
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'an id is 1–64 of a–z, 0–9 and "-"');

export const DatasetId = id.brand<'DatasetId'>();
export type DatasetId = z.infer<typeof DatasetId>;

export const RunId = id.brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;

/** Runs that differ in one setting, made together to be compared. */
export const GroupId = id.brand<'GroupId'>();
export type GroupId = z.infer<typeof GroupId>;

/** Where runs can be trained besides this computer. */
export const PlaceId = id.brand<'PlaceId'>();
export type PlaceId = z.infer<typeof PlaceId>;

export const ModelId = id.brand<'ModelId'>();
export type ModelId = z.infer<typeof ModelId>;

export const JobId = id.brand<'JobId'>();
export type JobId = z.infer<typeof JobId>;

export const FaceId = id.brand<'FaceId'>();
export type FaceId = z.infer<typeof FaceId>;

/** A direction in the latents of one generator. */
export const DirectionId = id.brand<'DirectionId'>();
export type DirectionId = z.infer<typeof DirectionId>;

/** A latent that was kept. */
export const LatentId = id.brand<'LatentId'>();
export type LatentId = z.infer<typeof LatentId>;

/** A folder of files that a browser has uploaded and that waits to be imported. */
export const UploadId = id.brand<'UploadId'>();
export type UploadId = z.infer<typeof UploadId>;

/** An import that can go on after it was interrupted. */
export const ImportId = id.brand<'ImportId'>();
export type ImportId = z.infer<typeof ImportId>;

/** What was measured of a generator at one time. */
export const EvaluationId = id.brand<'EvaluationId'>();
export type EvaluationId = z.infer<typeof EvaluationId>;

/** Folder name of a checkpoint: images shown, zero-padded. Damaged ones are set aside under `damaged-…`. */
export const CheckpointName = z.string().regex(/^(damaged-)?\d{11}(-\d+)?$/);

/** A model's files that were written for other programs. */
export const ExportId = id.brand<'ExportId'>();
export type ExportId = z.infer<typeof ExportId>;

/** Faces that were drawn to be compared: named by the generator's weights, the seed and how many. */
export const SheetId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .brand<'SheetId'>();
export type SheetId = z.infer<typeof SheetId>;

/** A preference test between two generators. */
export const BlindTestId = id.brand<'BlindTestId'>();
export type BlindTestId = z.infer<typeof BlindTestId>;
