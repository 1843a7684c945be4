import type { MarkedFace } from '../../main/contract/faces/synthetic-mark.ts';
import type { Easing } from '../../main/contract/latents/frames.ts';

export type Container = 'mp4' | 'webm';

/** How a film is to be. */
export interface FilmChoices {
  container: Container;
  fps: number;
  seconds: number;
  /** How many times its natural size. */
  scale: number;
  isSmooth: boolean;
  easing: Easing;
  isLoop: boolean;
  isMarked: boolean;
}

/** What a film shows. */
export interface FilmSubject {
  /** Name of its file, without an ending. */
  name: string;
  /** Natural size of a frame in pixels. */
  width: number;
  height: number;
  origins: readonly MarkedFace[];
  /** Paints one frame after the other; each stands on the canvas until the next is asked for. */
  paint(canvas: HTMLCanvasElement, choices: FilmChoices, signal: AbortSignal): AsyncIterable<unknown>;
}

/** Screens show no more, and encoders need not take more. */
const largestSide = 2160;
const scales = [1, 2, 4, 8, 16, 32];

export const frameCount = ({ fps, seconds }: Pick<FilmChoices, 'fps' | 'seconds'>): number =>
  Math.max(2, Math.round(fps * seconds));

/** Size of a film in pixels: even, because encoders halve the colours. */
export const filmSize = (
  { width, height }: Pick<FilmSubject, 'width' | 'height'>,
  scale: number,
): { width: number; height: number } => ({
  width: 2 * Math.ceil((width * scale) / 2),
  height: 2 * Math.ceil((height * scale) / 2),
});

/** Scales to choose from, and the one to begin with: the first that is at least as large as a hand. */
export function scalesOf(subject: Pick<FilmSubject, 'width' | 'height'>): {
  scales: number[];
  first: number;
} {
  const side = Math.max(subject.width, subject.height);
  const fitting = scales.filter((scale) => scale === 1 || side * scale <= largestSide);
  return {
    scales: fitting,
    first: fitting.find((scale) => side * scale >= 480) ?? fitting[fitting.length - 1] ?? 1,
  };
}

/** What a film is begun with. */
export const firstFilm = (subject: FilmSubject, container: Container): FilmChoices => ({
  container,
  fps: 30,
  seconds: 6,
  scale: scalesOf(subject).first,
  isSmooth: false,
  easing: 'smooth',
  isLoop: false,
  isMarked: true,
});
