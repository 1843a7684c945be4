import type { FoundFace } from '../../protocol/faces.ts';
import type { RgbPicture } from './regions.ts';

/** Quarter turns, clockwise as one looks at it. */
export type Quarters = 1 | 2 | 3;

type Size = Pick<RgbPicture, 'width' | 'height'>;
interface Point {
  x: number;
  y: number;
}

/** A copy of a picture that is turned. */
export function turnPicture({ width, height, data }: RgbPicture, quarters: Quarters): RgbPicture {
  const isLying = quarters !== 2;
  const turned = new Uint8Array(data.length);
  const [turnedWidth, turnedHeight] = isLying ? [height, width] : [width, height];
  for (let y = 0; y < turnedHeight; y++) {
    for (let x = 0; x < turnedWidth; x++) {
      const from = pixelBefore(x, y, { width, height }, quarters) * 3;
      const to = (y * turnedWidth + x) * 3;
      for (let c = 0; c < 3; c++) turned[to + c] = data[from + c];
    }
  }
  return { width: turnedWidth, height: turnedHeight, data: turned };
}

/** A face that was found in a turned picture, in the picture as it was; `size` is that of the latter. */
export function turnFaceBack(face: FoundFace, size: Size, quarters: Quarters): FoundFace {
  const point = (of: Point) => pointBefore(of, size, quarters);
  const { left, top, width, height } = face.box;
  const corners = [point({ x: left, y: top }), point({ x: left + width, y: top + height })];
  const [x, y] = [Math.min(corners[0].x, corners[1].x), Math.min(corners[0].y, corners[1].y)];
  const isLying = quarters !== 2;
  const roll = face.roll - quarters * 90;
  return {
    ...face,
    box: { left: x, top: y, width: isLying ? height : width, height: isLying ? width : height },
    leftEye: point(face.leftEye),
    rightEye: point(face.rightEye),
    mouth: point(face.mouth),
    roll: roll <= -180 ? roll + 360 : roll,
  };
}

/** Where a point was before the turn. */
function pointBefore({ x, y }: Point, { width, height }: Size, quarters: Quarters): Point {
  if (quarters === 1) return { x: y, y: height - x };
  if (quarters === 2) return { x: width - x, y: height - y };
  return { x: width - y, y: x };
}

/** The same for the number of a pixel, which stands for its centre. */
function pixelBefore(x: number, y: number, size: Size, quarters: Quarters): number {
  const before = pointBefore({ x: x + 0.5, y: y + 0.5 }, size, quarters);
  return (before.y - 0.5) * size.width + before.x - 0.5;
}
