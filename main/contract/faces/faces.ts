import { z } from 'zod';
import { GeneratorRef } from '../generators.ts';
import { DatasetId, FaceId } from '../ids.ts';
import { LatentRecipe, Seed } from '../latents/recipe.ts';
import { Channels } from '../pictures.ts';

export const GenerateInput = z.object({
  from: GeneratorRef,
  count: z.int().min(1).max(400).default(64),
  seed: Seed.default(42),
});

/** Draws without keeping anything, for pictures that follow a hand. */
export const DrawInput = z.object({ from: GeneratorRef, recipes: z.array(LatentRecipe).min(1).max(64) });
export type DrawInput = z.infer<typeof DrawInput>;

/** PNG files as `data:` URLs, in the order of the recipes: they come with the answer, since nothing of them is kept. */
export const DrawOutput = z.object({ pictures: z.array(z.string()), size: z.int() });
export type DrawOutput = z.infer<typeof DrawOutput>;

export const KeepFacesInput = z.object({ from: GeneratorRef, recipes: z.array(LatentRecipe).min(1).max(64) });
export type KeepFacesInput = z.infer<typeof KeepFacesInput>;

/** Where a face came from, kept for when that is gone. */
export const FaceOrigin = z.object({
  /** How many faces were drawn at once: numbers are the same to the last bit only in the same batch. */
  drawnTogether: z.int().min(1),
  /** Absent where nothing is known of the generator's training. */
  preset: z.string().optional(),
  channels: Channels,
  datasetName: z.string(),
  datasetId: DatasetId.optional(),
  /** Hash of the set that the generator learned from. */
  setHash: z.string().optional(),
});
export type FaceOrigin = z.infer<typeof FaceOrigin>;

/**
 * `copy`: hardly any unseen picture is as near, and half of their distance is not reached; `close`: nearer than nineteen of
 * twenty; `unclear`: too few unseen pictures to say.
 */
export const CopyVerdict = z.enum(['copy', 'close', 'new', 'unclear']);
export type CopyVerdict = z.infer<typeof CopyVerdict>;

/** How near unseen pictures are to the training pictures nearest to them. */
export const UnseenDistances = z.object({
  /** Their median distance. */
  usual: z.number(),
  /** Share of them that are at least as near as what was looked at. */
  nearer: z.number(),
});
export type UnseenDistances = z.infer<typeof UnseenDistances>;

/** How near a face is to the training picture nearest to it, beside how near unseen pictures are to theirs. */
export const CopyCheck = z.object({
  verdict: CopyVerdict,
  /** Whether the pixels or the person is what comes near; the picture is the nearest by that. */
  by: z.enum(['pixels', 'person']),
  datasetId: DatasetId,
  /** Number of that picture in the dataset. */
  item: z.int().min(0),
  distance: z.number(),
  /** Absent with too few unseen pictures. */
  compared: UnseenDistances.optional(),
  /** Training pictures that were looked through, and unseen pictures that were compared with. */
  looked: z.int(),
  heldOut: z.int(),
  checkedAt: z.iso.datetime(),
});
export type CopyCheck = z.infer<typeof CopyCheck>;

/** A word or two by which faces are found; small letters, no quotes. */
export const FaceTag = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^"\p{Cc}]+$/u, 'a tag has no quotes')
  .transform((tag) => tag.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' '));

const FaceRating = z.int().min(1).max(5);

/**
 * A generated face. The same generator draws it again: `seed` and `index` name the latent of a seed's own face, `recipe`
 * says how any other was made. Its picture is at `mediaPath.face(id)`.
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
  seed: Seed.optional(),
  index: z.int().min(0),
  recipe: LatentRecipe.optional(),
  size: z.int(),
  saved: z.boolean(),
  createdAt: z.iso.datetime(),
  /** Absent for faces that were drawn before it was noted. */
  origin: FaceOrigin.optional(),
  rating: FaceRating.optional(),
  tags: z.array(z.string()),
  note: z.string().optional(),
  /** Absent until it was looked for copies. */
  copyCheck: CopyCheck.optional(),
});
export type Face = z.infer<typeof Face>;

/** Ids of faces, for what is done to many at once. */
export const FaceIds = z.object({ ids: z.array(FaceId).min(1).max(50_000) });

export const FaceSort = z.enum(['newest', 'oldest', 'best', 'model']);
export type FaceSort = z.infer<typeof FaceSort>;

/** Saved faces by what they are to have. */
export const FaceSelection = z.object({
  /** Words of the note, the tags or the model's name, and `tag:`, `rating:`, `model:`, `seed:`, `copy:`; `-` before one excludes. */
  search: z.string().max(400).default(''),
  sort: FaceSort.default('newest'),
});
export type FaceSelection = z.infer<typeof FaceSelection>;

export const ListFacesInput = FaceSelection.extend({
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(200),
});
export const ListFacesOutput = z.object({ faces: z.array(Face), total: z.int() });

/** `null` takes the rating away. Rating, tagging or noting a face also keeps it. */
export const RateFacesInput = FaceIds.extend({ rating: FaceRating.nullable() });
/** Ratings as they were: what `faces.rate` takes, to undo it. */
export const RateFacesOutput = z.object({ before: z.array(RateFacesInput) });
export type RateFacesOutput = z.infer<typeof RateFacesOutput>;

export const TagFacesInput = FaceIds.extend({
  add: z.array(FaceTag).max(20).default([]),
  remove: z.array(FaceTag).max(20).default([]),
});
/** What `faces.tag` takes, to undo it. */
export const TagFacesOutput = z.object({ undo: z.array(TagFacesInput) });
export type TagFacesOutput = z.infer<typeof TagFacesOutput>;

export const NoteFaceInput = z.object({ id: FaceId, note: z.string().trim().max(4000) });

export const TagCount = z.object({ tag: z.string(), count: z.int() });
export type TagCount = z.infer<typeof TagCount>;

/** What came of drawing a face again from its recipe. */
export const MakeAgainOutput = z.discriminatedUnion('outcome', [
  /** To the last bit. */
  z.object({ outcome: z.literal('identical') }),
  /** The kept picture could not be read; it was drawn again and written. */
  z.object({ outcome: z.literal('restored') }),
  z.object({
    outcome: z.literal('different'),
    /** Largest difference of a pixel, of 255 levels. */
    levels: z.int().min(1).max(255),
    /** As it was drawn now; the kept picture stays. */
    face: Face,
  }),
]);
export type MakeAgainOutput = z.infer<typeof MakeAgainOutput>;
