import { z } from 'zod';
import { CheckpointName, FaceId, ModelId, RunId, UploadId } from './ids.ts';

/** Where new faces come from: a model of the library, or a checkpoint of a run, by default its newest. */
export const GeneratorRef = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('model'), id: ModelId }),
  z.object({ kind: z.literal('run'), id: RunId, checkpoint: CheckpointName.optional() }),
]);
export type GeneratorRef = z.infer<typeof GeneratorRef>;

const seed = z.int().min(0).max(0xffff_ffff);

export const GenerateInput = z.object({
  from: GeneratorRef,
  count: z.int().min(1).max(400).default(64),
  seed: seed.default(42),
});

/**
 * A generated face. `seed` and `index` name its latent: the same generator, seed and index draw it again.
 * Its picture is at `mediaPath.face(id)`.
 */
export const Face = z.object({
  id: FaceId,
  from: GeneratorRef,
  /** Name of the model or run, kept readable when that is removed. */
  fromName: z.string(),
  /** SHA-256 of the weights that drew it; absent for faces from before it was noted. */
  modelHash: z.string().optional(),
  /** Images shown to the generator that drew it. */
  nimg: z.number(),
  seed,
  index: z.int().min(0),
  size: z.int(),
  saved: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type Face = z.infer<typeof Face>;

export const ListFacesOutput = z.object({ faces: z.array(Face), total: z.int() });

export const ExportFacesInput = z.object({
  faceIds: z.array(FaceId).min(1).max(10_000),
  /** `files`: one PNG each; `grid`: one PNG with all of them. */
  layout: z.enum(['files', 'grid']),
  /** Columns of a grid; absent = as square as possible. */
  columns: z.int().min(1).max(100).optional(),
  /** Nearest-neighbour enlargement. */
  scale: z.int().min(1).max(16).default(1),
  /** Folder on the studio's machine; absent = a download that the browser fetches. */
  directory: z.string().max(4096).optional(),
});
export type ExportFacesInput = z.infer<typeof ExportFacesInput>;

/** Files written: absolute paths, or names under `mediaPath.download(downloadId, name)`. */
export const ExportFacesOutput = z.object({ files: z.array(z.string()), downloadId: UploadId.optional() });
