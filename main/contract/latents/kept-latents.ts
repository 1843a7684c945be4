import { z } from 'zod';
import { GeneratorRef } from '../generators.ts';
import { LatentId, UploadId } from '../ids.ts';
import { givenName } from '../one-line.ts';
import { LatentRecipe } from './recipe.ts';

/** How far the drawn face is from the photo that it was sought for. */
export const Residual = z.object({
  /** Structural similarity of the brightness, 1 = the same. */
  ssim: z.number(),
  /** Peak signal-to-noise ratio in dB; higher is nearer. */
  psnr: z.number(),
  /** Mean difference of a pixel, of 0–255. */
  pixelError: z.number(),
});
export type Residual = z.infer<typeof Residual>;

const LatentName = givenName();

/** A latent that is kept to go on from; projections make them. */
export const KeptLatent = z.object({
  id: LatentId,
  from: GeneratorRef,
  /** SHA-256 of the generator's file: for other weights it is another face. */
  hash: z.string(),
  name: LatentName,
  recipe: LatentRecipe,
  /** Absent for those that were kept by hand, by a Faceloom of before. The photo as it was aligned is at `mediaPath.projectedPhoto(id)`. */
  residual: Residual.optional(),
  createdAt: z.iso.datetime(),
});
export type KeptLatent = z.infer<typeof KeptLatent>;

export const RenameLatentInput = z.object({ id: LatentId, name: LatentName });

/** A photo of one face: a file on the studio's machine, or the only file of an upload. */
export const ProjectInput = z.object({
  from: GeneratorRef,
  photo: z.union([z.object({ path: z.string().min(1).max(4096) }), z.object({ uploadId: UploadId })]),
  /** `align`: the largest face, as the dataset's are; `as-is`: the whole picture. */
  faces: z.enum(['align', 'as-is']).default('align'),
  name: LatentName.optional(),
});
export type ProjectInput = z.infer<typeof ProjectInput>;
