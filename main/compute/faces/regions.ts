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

/** Overlapping squares of a bit more than half the shorter side, so that small faces are larger for the detector. */
export function tileRegions({ width, height }: RgbPicture): Region[] {
  const side = Math.ceil(Math.min(width, height) * 0.55);
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
