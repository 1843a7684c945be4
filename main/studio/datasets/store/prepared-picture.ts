import { z } from 'zod';
import { ItemFace } from '../../../contract/datasets/datasets.ts';

/** Bytes of a face's embedding on disk: 1024 numbers of 32 bits. */
export const embeddingBytes = 4096;

/** Pixels along a side of the small pictures that lists show. */
export const thumbnailSide = 96;

/** Bytes as they stand in JSON. */
export const base64 = z.codec(z.string(), z.instanceof(Uint8Array), {
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
  encode: (bytes) => Buffer.from(bytes).toString('base64'),
});

/** A picture of a draft: what was measured of it. `place` counts the pictures of the draft from 0. */
export const DraftPicture = z.object({
  place: z.int().min(0),
  sourceWidth: z.int(),
  sourceHeight: z.int(),
  /** Pixels of the source along one side of the square. */
  side: z.number(),
  /** Of the prepared file, so that one that was cut off is noticed. */
  pngBytes: z.int(),
  /** SHA-256 of the prepared pixels. */
  pixelHash: z.string(),
  hash: z.string(),
  signature: base64,
  isGrey: z.boolean(),
  quality: z.number(),
  findings: z.int(),
  face: ItemFace.optional(),
  embeddingRow: z.int().min(0).optional(),
  /** Place that the preview of the source is named by. */
  preview: z.int().min(0).optional(),
});
export type DraftPicture = z.infer<typeof DraftPicture>;
