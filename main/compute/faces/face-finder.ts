import type { EngineId } from '../../contract/engines.ts';
import type { FoundFace } from '../../protocol/faces.ts';
import { tf } from '../engines/tf.ts';
import { loadHuman } from './human.ts';
import { closeRegion, cutRegion, type Region, type RgbPicture, tileRegions, wholeRegion } from './regions.ts';
import { doubted, isUpright, type SeenFace, toSeenFace, withoutOverlaps } from './seen-face.ts';
import { type Quarters, turnFaceBack, turnPicture } from './turns.ts';

export interface FaceFinder {
  /**
   * Faces of a picture, best first; points in its pixels. Faces that lie on their side or stand on their head are found by
   * turning the picture when nothing is found that surely stands upright. 120–200 ms a region on one core, less where there
   * is not a face; a single portrait is one region.
   */
  find(picture: RgbPicture): Promise<FoundFace[]>;
}

/** Below this the detector's boxes are mostly shadows and patterns. */
const minimumScore = 0.25;
/** A picture is searched in tiles, too, when it has this many pixels a side and no face fills much of it. */
const minimumTiledSide = 700;
const largeFaceShare = 0.3;
/** Where there are several, some may have been missed though they fill more of it. */
const groupFaces = 3;
const largeGroupFaceShare = 0.5;
/** Sides of tiles, as parts of the shorter side; the smaller ones are for crowds, whose faces are small in the others. */
const tileShare = 0.55;
const crowdTileShare = 0.35;
const crowdFaces = 10;
const crowdFaceShare = 0.2;
/** Photos without a note of how the camera was held lie on their side far more often than on their head. */
const turnsInOrder: readonly Quarters[] = [1, 3, 2];

export async function loadFaceFinder(engine: EngineId): Promise<FaceFinder> {
  const human = await loadHuman(engine, minimumScore);

  async function findIn(picture: RgbPicture, region: Region): Promise<SeenFace[]> {
    const input = tf.tensor4d(cutRegion(picture, region), [1, region.side, region.side, 3], 'int32');
    try {
      const { face, error } = await human.detect(input);
      if (error) throw new Error(`the face finder failed: ${error}`);
      return face.flatMap((found) => toSeenFace(found, region) ?? []);
    } finally {
      input.dispose();
    }
  }

  async function findInTiles(picture: RgbPicture, share: number): Promise<SeenFace[]> {
    const seen: SeenFace[] = [];
    for (const tile of tileRegions(picture, share)) seen.push(...(await findIn(picture, tile)));
    return seen;
  }

  async function search(picture: RgbPicture, { tilesWithoutFace }: { tilesWithoutFace: boolean }) {
    const whole = await findIn(picture, wholeRegion(picture));
    if (!needsTiles(picture, whole) || (whole.length === 0 && !tilesWithoutFace))
      return withoutOverlaps(whole);
    const seen = withoutOverlaps([...whole, ...(await findInTiles(picture, tileShare))]);
    return isCrowd(picture, seen)
      ? withoutOverlaps([...seen, ...(await findInTiles(picture, crowdTileShare))])
      : seen;
  }

  /** In tiles, too, only where a face is seen without them: pictures of no face would take four times as long. */
  async function searchTurned(picture: RgbPicture, quarters: Quarters): Promise<SeenFace[]> {
    const seen = await search(turnPicture(picture, quarters), { tilesWithoutFace: false });
    return seen.map((each) => ({ ...each, face: turnFaceBack(each.face, picture, quarters) }));
  }

  /** Turns the picture until a face surely stands upright; else takes it as it lies, which is in doubt then. */
  async function turnUpright(picture: RgbPicture, asItLies: readonly SeenFace[]): Promise<SeenFace[]> {
    for (const quarters of turnsInOrder) {
      const seen = await searchTurned(picture, quarters);
      if (seen.some(isUpright)) return seen;
    }
    return asItLies.map(doubted);
  }

  /** One of several people may stand on their head: a faint face is looked at the other way round. */
  async function lookAgain(picture: RgbPicture, each: SeenFace): Promise<SeenFace> {
    const region = closeRegion(each.face.box);
    const close = { width: region.side, height: region.side, data: cutRegion(picture, region) };
    const around = (await findIn(turnPicture(close, 2), { left: 0, top: 0, side: region.side })).toSorted(
      (a, b) => b.clarity - a.clarity,
    )[0];
    if (around === undefined || !isUpright(around)) return each;
    const face = turnFaceBack(around.face, close, 2);
    return { ...around, face: moved(face, region) };
  }

  return {
    async find(picture) {
      let seen = await search(picture, { tilesWithoutFace: true });
      if (!seen.some(isUpright)) seen = await turnUpright(picture, seen);
      const checked: SeenFace[] = [];
      const hasCompany = seen.some(isUpright);
      for (const each of seen)
        checked.push(hasCompany && !isUpright(each) ? await lookAgain(picture, each) : each);
      return withoutOverlaps(checked).map(({ face }) => face);
    },
  };
}

function needsTiles({ width, height }: RgbPicture, seen: readonly SeenFace[]): boolean {
  if (Math.min(width, height) < minimumTiledSide) return false;
  const share = seen.length >= groupFaces ? largeGroupFaceShare : largeFaceShare;
  return largestBox(seen) < Math.max(width, height) * share;
}

const isCrowd = ({ width, height }: RgbPicture, seen: readonly SeenFace[]) =>
  seen.length >= crowdFaces && largestBox(seen) < Math.max(width, height) * crowdFaceShare;

const largestBox = (seen: readonly SeenFace[]) => Math.max(0, ...seen.map(({ face }) => face.box.width));

/** A face in the picture that a region was cut from. */
function moved(face: FoundFace, { left, top }: Region): FoundFace {
  const point = ({ x, y }: { x: number; y: number }) => ({ x: x + left, y: y + top });
  return {
    ...face,
    box: { ...face.box, left: face.box.left + left, top: face.box.top + top },
    leftEye: point(face.leftEye),
    rightEye: point(face.rightEye),
    mouth: point(face.mouth),
  };
}
