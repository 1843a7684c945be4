import type { PadPoint } from '../session/exploration.ts';

/** Faces a side of the map under the pad; odd, so that one stands in the middle. */
export const mapSide = 5;

/** How far the pad reaches from its middle, in radians and in standard deviations of a direction. */
export const reaches = {
  near: { label: 'Near', random: 0.4, directions: 1.5 },
  middle: { label: 'Middle', random: 0.9, directions: 3 },
  // Two random latents stand about a right angle from each other, so that the edge is as good as another face.
  far: { label: 'Far', random: 1.5, directions: 5 },
} as const;
export type Reach = keyof typeof reaches;

const clamp = (value: number, limit: number) => Math.min(limit, Math.max(-limit, value));
/** Without the tail of digits that a mouse makes, which nobody sees. */
const rounded = (value: number) => Math.round(value * 1000) / 1000 || 0;

const within = ({ x, y }: PadPoint, reach: number): PadPoint => ({
  x: rounded(clamp(x, reach)),
  y: rounded(clamp(y, reach)),
});

/** The place under the pointer, up being positive; outside of the pad, the nearest on its edge. */
export function pointAt(
  box: { left: number; top: number; width: number; height: number },
  pointer: { clientX: number; clientY: number },
  reach: number,
): PadPoint {
  const across = ((pointer.clientX - box.left) / box.width) * 2 - 1;
  const up = 1 - ((pointer.clientY - box.top) / box.height) * 2;
  return within({ x: across * reach, y: up * reach }, reach);
}

/** Where a place is drawn, in percent from the left and from the top; places beyond the reach on the edge. */
export function placeOnPad(point: PadPoint, reach: number): { left: number; top: number } {
  const { x, y } = within(point, reach);
  return { left: 50 + (x / reach) * 50, top: 50 - (y / reach) * 50 };
}

/** True for a place that the pad does not reach to. */
export const isBeyond = ({ x, y }: PadPoint, reach: number): boolean =>
  Math.max(Math.abs(x), Math.abs(y)) > reach + 1e-9;

const arrows: Readonly<Record<string, PadPoint>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

/** The place that a key leads to: arrows a tenth of the reach, with Shift a face of the map; undefined for other keys. */
export function keyStep(
  point: PadPoint,
  { key, shiftKey }: { key: string; shiftKey: boolean },
  reach: number,
): PadPoint | undefined {
  if (key === 'Home') return { x: 0, y: 0 };
  const arrow = arrows[key];
  if (!arrow) return undefined;
  const step = shiftKey ? (2 * reach) / mapSide : reach / 10;
  return within({ x: point.x + arrow.x * step, y: point.y + arrow.y * step }, reach);
}

/** The places of the map's faces, row by row from the top left. */
export function mapPoints(reach: number): PadPoint[] {
  const centre = (index: number) => ((index + 0.5) / mapSide) * 2 * reach - reach;
  return Array.from({ length: mapSide ** 2 }, (_, index) => ({
    x: rounded(centre(index % mapSide)),
    y: rounded(-centre(Math.floor(index / mapSide))),
  }));
}
