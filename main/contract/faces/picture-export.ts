import { z } from 'zod';
import { FaceId } from '../ids.ts';

export const PictureFormat = z.enum(['png', 'jpeg', 'webp', 'avif']);
export type PictureFormat = z.infer<typeof PictureFormat>;

/** What people call each format, its file names' endings (the usual one first), and whether `quality` acts on it. */
export const pictureFormats: Readonly<
  Record<PictureFormat, { title: string; extensions: readonly [string, ...string[]]; isLossy: boolean }>
> = {
  png: { title: 'PNG', extensions: ['png'], isLossy: false },
  jpeg: { title: 'JPEG', extensions: ['jpg', 'jpeg'], isLossy: true },
  webp: { title: 'WebP', extensions: ['webp'], isLossy: true },
  avif: { title: 'AVIF', extensions: ['avif'], isLossy: true },
};

/** How pictures are enlarged: by repeating pixels, or smoothly. */
export const Upscaler = z.enum(['nearest', 'lanczos']);
export type Upscaler = z.infer<typeof Upscaler>;

/** One file for each face, all of them in one ZIP archive, or one contact sheet. */
export const PictureLayout = z.enum(['files', 'zip', 'sheet']);
export type PictureLayout = z.infer<typeof PictureLayout>;

/** How pictures are written. */
export const PictureChoices = z.object({
  layout: PictureLayout.default('files'),
  format: PictureFormat.default('png'),
  /** Of lossy formats, as their encoders count it. */
  quality: z.int().min(1).max(100).default(90),
  scale: z.int().min(1).max(32).default(1),
  upscaler: Upscaler.default('nearest'),
  /** Of a sheet; absent = as square as possible. */
  columns: z.int().min(1).max(100).optional(),
  /** Pixels between the faces of a sheet, and around them. */
  gap: z.int().min(0).max(256).default(0),
  /** Seed and index under each face of a sheet. */
  hasLabels: z.boolean().default(false),
  /** A line under a sheet that says that its faces are synthetic. */
  hasCaption: z.boolean().default(false),
  /** Carries the machine-readable mark of synthetic pictures. */
  isMarked: z.boolean().default(true),
});
export type PictureChoices = z.infer<typeof PictureChoices>;

export const ExportFacesInput = PictureChoices.extend({
  faceIds: z.array(FaceId).min(1).max(10_000),
  /** Folder on the studio's machine, made if need be; absent = a download that the browser fetches. */
  directory: z.string().max(4096).optional(),
});
export type ExportFacesInput = z.infer<typeof ExportFacesInput>;
