import { z } from 'zod';
import { type LatentOrigin, type LatentPoint, LatentRecipe } from './recipe.ts';

/** `linear` goes on at one speed; `smooth` stays a little at each face: 3t² − 2t³. */
export const Easing = z.enum(['linear', 'smooth']);
export type Easing = z.infer<typeof Easing>;

export const FramesInput = z.object({
  /** Faces that are passed, in this order. */
  count: z.int().min(2).max(2000),
  easing: Easing.default('smooth'),
  /** True when it goes back to the first face, so that it can be repeated without a jump. */
  isLoop: z.boolean().default(true),
  method: z.enum(['slerp', 'lerp']).default('slerp'),
  truncation: LatentRecipe.shape.truncation,
});
export type FramesInput = z.infer<typeof FramesInput>;

const curves: Readonly<Record<Easing, (t: number) => number>> = {
  linear: (t) => t,
  smooth: (t) => t * t * (3 - 2 * t),
};

/** A frame between a station and the next one: `t` of 0 is at the station, 1 at the next. */
export interface FramePlace {
  station: number;
  t: number;
}

/** Where the frames of a film are that passes stations, as far apart in time as each other. */
export function framePlaces(
  stations: number,
  { count, easing, isLoop }: Pick<FramesInput, 'count' | 'easing' | 'isLoop'>,
): FramePlace[] {
  const stretches = isLoop ? stations : stations - 1;
  return Array.from({ length: count }, (_, frame) => {
    const place = (frame / (isLoop ? count : count - 1)) * stretches;
    const station = Math.min(Math.floor(place), stretches - 1);
    return { station, t: curves[easing](place - station) };
  });
}

/** The frame, counted from 0, in which each station stands, or is nearest. */
export const stationFrames = (
  stations: number,
  { count, isLoop }: Pick<FramesInput, 'count' | 'isLoop'>,
): number[] =>
  Array.from({ length: stations }, (_, station) =>
    isLoop ? Math.round((station / stations) * count) : Math.round((station / (stations - 1)) * (count - 1)),
  );

/**
 * Recipes of a film that passes some faces, as far apart in time as each other. A loop ends one frame before its first
 * face; anything else ends at the last.
 */
export function framesBetween(
  faces: readonly LatentPoint[],
  { count, easing, isLoop, method, truncation }: FramesInput,
): LatentRecipe[] {
  return framePlaces(faces.length, { count, easing, isLoop }).map(({ station, t }): LatentRecipe => {
    const [a, b] = [faces[station], faces[(station + 1) % faces.length]];
    const origin: LatentOrigin = t === 0 ? a : { kind: 'between', a, b, t, method };
    return { origin, edits: [], mix: [], truncation };
  });
}
