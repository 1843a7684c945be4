import type { EngineId } from '../../contract/engines.ts';
import type { FoundFace } from '../../protocol/messages.ts';
import { tf } from '../engines/tf.ts';
import { type HumanFace, loadHuman } from './human.ts';
import { cutRegion, type Region, type RgbPicture, tileRegions, wholeRegion } from './regions.ts';

/** Below this the detector's boxes are mostly shadows and patterns. */
const minimumScore = 0.25;
/** A picture is searched in tiles, too, when it has this many pixels a side and no face fills much of it. */
const minimumTiledSide = 700;
const largeFaceShare = 0.3;
/** Two boxes that share more than this part of the smaller one are the same face. */
const maximumOverlap = 0.4;

/** Places in the 468-point mesh: outer and inner corners of the eyes and the corners of the mouth, as seen. */
const leftEyeCorners = [33, 133];
const rightEyeCorners = [362, 263];
const mouthCorners = [61, 291];

export interface FaceFinder {
  /** Faces of a picture, best first; points in its pixels. 120–200 ms a region on one core. */
  find(picture: RgbPicture): Promise<FoundFace[]>;
}

export async function loadFaceFinder(engine: EngineId): Promise<FaceFinder> {
  const human = await loadHuman(engine, minimumScore);

  async function findIn(picture: RgbPicture, region: Region): Promise<FoundFace[]> {
    const input = tf.tensor4d(cutRegion(picture, region), [1, region.side, region.side, 3], 'int32');
    try {
      const { face, error } = await human.detect(input);
      if (error) throw new Error(`the face finder failed: ${error}`);
      return face.filter(isWhole).map((found) => toFoundFace(found, region));
    } finally {
      input.dispose();
    }
  }

  return {
    async find(picture) {
      const faces = await findIn(picture, wholeRegion(picture));
      const longest = Math.max(picture.width, picture.height);
      const largest = Math.max(0, ...faces.map(({ box }) => box.width));
      if (Math.min(picture.width, picture.height) >= minimumTiledSide && largest < longest * largeFaceShare) {
        for (const tile of tileRegions(picture)) faces.push(...(await findIn(picture, tile)));
      }
      return withoutOverlaps(faces);
    },
  };
}

const isWhole = ({ mesh, embedding }: HumanFace) => mesh.length > 0 && embedding !== undefined;

function toFoundFace(
  { boxScore, faceScore, box, mesh, rotation, embedding }: HumanFace,
  region: Region,
): FoundFace {
  const centre = (corners: number[]) => ({
    x: region.left + corners.reduce((sum, corner) => sum + mesh[corner][0], 0) / corners.length,
    y: region.top + corners.reduce((sum, corner) => sum + mesh[corner][1], 0) / corners.length,
  });
  const leftEye = centre(leftEyeCorners);
  const rightEye = centre(rightEyeCorners);
  const degrees = (radians = 0) => (radians * 180) / Math.PI;
  return {
    score: Math.min(boxScore, faceScore),
    box: { left: region.left + box[0], top: region.top + box[1], width: box[2], height: box[3] },
    leftEye,
    rightEye,
    mouth: centre(mouthCorners),
    yaw: degrees(rotation?.angle.yaw),
    pitch: degrees(rotation?.angle.pitch),
    // The line of the eyes says it better than the finder's own angle.
    roll: degrees(Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x)),
    embedding: unit(Float32Array.from(embedding ?? [])),
  };
}

/** Scaled to length 1, so that a dot product is the cosine. */
function unit(vector: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** Of boxes that overlap, the one with the best score. */
function withoutOverlaps(faces: FoundFace[]): FoundFace[] {
  const kept: FoundFace[] = [];
  for (const face of faces.toSorted((a, b) => b.score - a.score)) {
    if (kept.every(({ box }) => overlap(box, face.box) <= maximumOverlap)) kept.push(face);
  }
  return kept;
}

function overlap(a: FoundFace['box'], b: FoundFace['box']): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / Math.min(a.width * a.height, b.width * b.height);
}
