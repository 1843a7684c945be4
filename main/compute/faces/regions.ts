/** A square part of a picture, in its pixels; it may reach beyond the edges. */
export interface Region {
  left: number;
  top: number;
  side: number;
}

/** Colour pictures as bytes, row-major, three channels. */
export interface RgbPicture {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Room around the picture, as part of its longer side: in tight crops the detector misses one face in ten without it. */
const padding = 0.3;
/** Mid grey, which the detector takes for nothing. */
const paddingValue = 128;

/** The whole picture with room around it. */
export function wholeRegion({ width, height }: RgbPicture): Region {
  const side = Math.ceil(Math.max(width, height) * (1 + 2 * padding));
  return { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), side };
}

/** A box with as much room around it as it is wide. */
export function closeRegion(box: { left: number; top: number; width: number; height: number }): Region {
  const side = Math.ceil(Math.max(box.width, box.height) * 2);
  return {
    left: Math.round(box.left + (box.width - side) / 2),
    top: Math.round(box.top + (box.height - side) / 2),
    side,
  };
}

/** Overlapping squares of a part of the shorter side, so that small faces are larger for the detector. */
export function tileRegions({ width, height }: RgbPicture, share: number): Region[] {
  const side = Math.ceil(Math.min(width, height) * share);
  const starts = (length: number) => {
    const steps = Math.max(1, Math.ceil((length - side) / (side * 0.75)));
    return Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (length - side)) / steps));
  };
  return starts(height).flatMap((top) => starts(width).map((left) => ({ left, top, side })));
}

/** The pixels of a region, side×side×3; mid grey beyond the picture. */
export function cutRegion({ width, height, data }: RgbPicture, { left, top, side }: Region): Uint8Array {
  const cut = new Uint8Array(side * side * 3).fill(paddingValue);
  const fromX = Math.max(0, left);
  const toX = Math.min(width, left + side);
  for (let y = Math.max(0, top); y < Math.min(height, top + side); y++) {
    const row = data.subarray((y * width + fromX) * 3, (y * width + toX) * 3);
    cut.set(row, ((y - top) * side + fromX - left) * 3);
  }
  return cut;
}
