import type { Sitter } from '../sitter.ts';

/** One path of a hairstyle or a head covering. */
export interface HairLayer {
  path: string;
  /** Behind neck and shoulders, or over the face. */
  place: 'behind' | 'over';
  paint:
    | 'hair'
    | 'hairShade'
    | 'hairDeep'
    | 'hairLight'
    | 'fabric'
    | 'fabricShade'
    | 'fabricLight'
    | 'accent'
    | 'skinLight';
  /** Width of a stroke along the path; absent fills it. */
  stroke?: number;
  opacity?: number;
}

/** Draws a style as seen with its parting on the right; the other side is a mirror image. */
export type HairDrawing = (sitter: Sitter) => HairLayer[];

/** A filled shape over the face. */
export function over(path: string, paint: HairLayer['paint'] = 'hair', opacity = 1): HairLayer {
  return { path, place: 'over', paint, opacity };
}

/** A filled shape behind neck and shoulders. */
export function behind(path: string, paint: HairLayer['paint'] = 'hairShade'): HairLayer {
  return { path, place: 'behind', paint };
}

/** Lines over the face: strands, folds and gloss. */
export function lines(path: string, paint: HairLayer['paint'], stroke = 1.5, opacity = 0.5): HairLayer {
  return { path, place: 'over', paint, stroke, opacity };
}
