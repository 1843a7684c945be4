import sharp from 'sharp';
import type { FacesMode, ItemFace } from '../../../contract/datasets/datasets.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { FoundFace } from '../../../protocol/faces.ts';
import { sha256 } from '../../../protocol/sha256.ts';
import type { FacePool } from '../../compute-process/face-pool.ts';
import type { Pixels } from '../../pictures/pixels.ts';
import { rawSharp, toPixels } from '../../pictures/raw-sharp.ts';
import { corners, faceSquare, partOutside, scaledSquare } from '../align/similarity.ts';
import { cutSquare } from '../align/warp.ts';
import { type OpenedPicture, openPicture } from '../decode/open-picture.ts';
import { bitsOf } from '../inspect/finding-bits.ts';
import { type FaceFacts, itemFindings, quality } from '../inspect/findings.ts';
import { comparable } from '../inspect/luminance.ts';
import { measure } from '../inspect/measure.ts';
import { perceptualHash, signature } from '../inspect/perceptual-hash.ts';
import type { Source, SourceContent } from '../sources/source.ts';
import { UnreadableFile, UnusableFile } from '../sources/unusable-file.ts';
import { type DraftPicture, thumbnailSide } from '../store/prepared-picture.ts';

export interface PrepareOptions {
  faces: FacesMode;
  size: number;
  /** Only `align` needs one. */
  pool: FacePool | undefined;
  /** Says whether the dataset has a file of this content already. */
  isKnown(sourceHash: string): boolean;
}

/** A picture that is ready to be stored: everything but the places that the draft gives. */
export interface PreparedPicture
  extends Omit<DraftPicture, 'place' | 'embeddingRow' | 'preview' | 'pngBytes'> {
  png: Buffer;
  embedding?: Float32Array;
}

/** What became of one source file. */
export interface PreparedFile {
  source: Source;
  sourceHash?: string;
  pictures: PreparedPicture[];
  preview?: Buffer;
  reason?: string;
  thumbnail?: Buffer;
  isKnown?: boolean;
  faceCount?: number;
  /** Present when the system did not let it be read. */
  unreadable?: UnreadableFile;
}

/** Reads one source and prepares its pictures; a file that cannot be used comes back with the reason. It is only read. */
export async function prepareSource(source: Source, options: PrepareOptions): Promise<PreparedFile> {
  let content: SourceContent;
  try {
    content = await source.read();
  } catch (error) {
    const unreadable = error instanceof UnreadableFile ? { unreadable: error } : {};
    return { source, pictures: [], reason: reasonOf(error), ...unreadable };
  }
  const sourceHash = hashOf(content);
  if (options.isKnown(sourceHash)) return { source, sourceHash, pictures: [], isKnown: true };
  try {
    const picture = await openPicture(content);
    return { source, sourceHash, ...(await prepare(picture, options)) };
  } catch (error) {
    const thumbnail = await partialThumbnail(content);
    return { source, sourceHash, pictures: [], reason: reasonOf(error), ...(thumbnail ? { thumbnail } : {}) };
  }
}

type Prepared = Pick<PreparedFile, 'pictures' | 'preview' | 'faceCount'>;

function prepare(picture: OpenedPicture, options: PrepareOptions): Promise<Prepared> {
  const prepareBy: Record<FacesMode, () => Promise<Prepared>> = {
    align: () => alignFaces(picture, options),
    centre: async () => ({ pictures: [await centre(picture, options, false)] }),
    'as-is': async () => ({ pictures: [await asIs(picture, options)] }),
  };
  return prepareBy[options.faces]();
}

async function centre(
  picture: OpenedPicture,
  options: PrepareOptions,
  wasFaceSought: boolean,
): Promise<PreparedPicture> {
  const pixels = await picture.centreSquare(options.size);
  return finish(picture, pixels, { side: Math.min(picture.width, picture.height), wasFaceSought, options });
}

/** The whole picture; one that is not square is completed by its mirror image. */
async function asIs(picture: OpenedPicture, options: PrepareOptions): Promise<PreparedPicture> {
  const whole = await picture.whole(options.size);
  const side = Math.max(whole.width, whole.height);
  const square = { centreX: whole.width / 2, centreY: whole.height / 2, side, radians: 0 };
  const pixels = whole.width === whole.height ? whole : await cutSquare(whole, square, side);
  return finish(picture, pixels, {
    side: Math.max(picture.width, picture.height),
    wasFaceSought: false,
    options,
  });
}

/** Faces are cut from a copy of at most this many pixels a side: larger than any face we keep, and bounded in memory. */
const workingSide = 2560;
/** The finder sees at most this many. */
const searchSide = 1280;
const previewSide = 480;

async function alignFaces(picture: OpenedPicture, options: PrepareOptions): Promise<Prepared> {
  if (options.pool === undefined) throw new Error('aligning needs a face finder');
  const working = await picture.whole(workingSide);
  const search = await shrunk(working, searchSide);
  const faces = await options.pool.find(search);
  if (faces.length === 0) return { pictures: [await centre(picture, options, true)], faceCount: 0 };
  const pictures = [];
  for (const face of faces) pictures.push(await align(picture, working, search, face, options));
  const preview = await rawSharp(search)
    .resize(previewSide, previewSide, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75, effort: 1 })
    .toBuffer();
  return { pictures, preview, faceCount: faces.length };
}

async function align(
  picture: OpenedPicture,
  working: Pixels,
  search: Pixels,
  face: FoundFace,
  options: PrepareOptions,
): Promise<PreparedPicture> {
  const found = faceSquare(face);
  const toSource = picture.width / search.width;
  const inSource = scaledSquare(found, toSource);
  const target = Math.max(1, Math.min(options.size, Math.round(inSource.side)));
  const pixels = await cutSquare(working, scaledSquare(found, working.width / search.width), target);
  const point = ({ x, y }: { x: number; y: number }) => ({ x: x * toSource, y: y * toSource });
  return {
    ...(await finish(picture, pixels, {
      side: inSource.side,
      wasFaceSought: true,
      face: { ...face, outside: partOutside(inSource, picture.width, picture.height) },
      options,
    })),
    face: {
      score: face.score,
      yaw: face.yaw,
      pitch: face.pitch,
      roll: face.roll,
      leftEye: point(face.leftEye),
      rightEye: point(face.rightEye),
      corners: corners(inSource),
    } satisfies ItemFace,
    embedding: face.embedding,
  };
}

interface Cut {
  side: number;
  wasFaceSought: boolean;
  face?: FaceFacts;
  options: PrepareOptions;
}

/** Measures the prepared pixels and encodes them without loss. */
async function finish(
  { width, height }: OpenedPicture,
  pixels: Pixels,
  { side, wasFaceSought, face, options }: Cut,
): Promise<PreparedPicture> {
  const compared = comparable(pixels);
  const { sharpness, contrast } = measure(compared);
  const facts = { mode: options.faces, side, sharpness, contrast, wasFaceSought, ...(face ? { face } : {}) };
  const png = await rawSharp(pixels).png({ compressionLevel: 3, adaptiveFiltering: false }).toBuffer();
  return {
    png,
    sourceWidth: width,
    sourceHeight: height,
    side,
    pixelHash: pixelHash(pixels),
    hash: perceptualHash(compared),
    signature: signature(compared),
    isGrey: pixels.channels === 1,
    quality: quality(facts),
    findings: bitsOf(itemFindings(facts)),
  };
}

async function shrunk(pixels: Pixels, maxSide: number): Promise<Pixels> {
  if (Math.max(pixels.width, pixels.height) <= maxSide) return pixels;
  return toPixels(rawSharp(pixels).resize(maxSide, maxSide, { fit: 'inside' }));
}

const pixelHash = ({ width, height, channels, data }: Pixels) =>
  sha256(`${width}×${height}×${channels}`, data);

const hashOf = (content: SourceContent) =>
  content.kind === 'encoded' ? sha256(content.bytes) : pixelHash(content);

/** Errors that are not the file's fault end the import. */
function reasonOf(error: unknown): string {
  if (error instanceof UnusableFile) return error.message;
  if (error instanceof StudioError && error.code === 'COMPUTE_CRASHED') return asReason(error.message);
  throw error;
}

/** "The face finder stopped." → "the face finder stopped" */
const asReason = (sentence: string) =>
  `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;

/** What a tolerant decoder makes of the file, if anything. */
async function partialThumbnail(content: SourceContent): Promise<Buffer | undefined> {
  if (content.kind !== 'encoded') return undefined;
  try {
    return await sharp(content.bytes, { failOn: 'none', limitInputPixels: 50_000_000 })
      .resize(thumbnailSide, thumbnailSide, { fit: 'cover' })
      .webp({ quality: 70 })
      .toBuffer();
  } catch {
    // Nothing of it can be shown; the reason says what is wrong.
    return undefined;
  }
}
