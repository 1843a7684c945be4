import type { Bounds } from './desktop-state.ts';

/** Size of a first window, and the least that every screen works at. */
export const usualSize = { width: 1440, height: 900 };
export const leastSize = { width: 1024, height: 700 };

/** How much of a remembered window must lie on a display for it to be found again, in pixels each way. */
const leastVisible = 120;

/** A name for an arrangement of displays: their sizes and places, in an order of its own. */
export const arrangementOf = (displays: readonly { bounds: Bounds }[]): string =>
  displays
    .map(({ bounds: { width, height, x, y } }) => `${width}x${height}@${x},${y}`)
    .sort()
    .join(' ');

export const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(value, high));

function visiblePart(bounds: Bounds, area: Bounds): number {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const height = Math.min(bounds.y + bounds.height, area.y + area.height) - Math.max(bounds.y, area.y);
  return width < leastVisible || height < leastVisible ? 0 : width * height;
}

/**
 * Remembered bounds moved and cut to the work area they lie on most; undefined when that display is gone, so that the
 * system chooses a place.
 */
export function fitToDisplays(bounds: Bounds, workAreas: readonly Bounds[]): Bounds | undefined {
  const area = workAreas
    .map((candidate) => ({ candidate, visible: visiblePart(bounds, candidate) }))
    .filter(({ visible }) => visible > 0)
    .sort((a, b) => b.visible - a.visible)[0]?.candidate;
  if (area === undefined) return undefined;
  const width = Math.min(Math.max(bounds.width, leastSize.width), area.width);
  const height = Math.min(Math.max(bounds.height, leastSize.height), area.height);
  return {
    x: clamp(bounds.x, area.x, area.x + area.width - width),
    y: clamp(bounds.y, area.y, area.y + area.height - height),
    width,
    height,
  };
}
