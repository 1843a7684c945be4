import { type FramesInput, framePlaces } from '../../contract/latents/frames.ts';
import type { Pixels } from './pixels.ts';

/** A film of a training: its sample grids, one fading into the next. */
export function timelapseFrames(
  grids: readonly Pixels[],
  choices: Pick<FramesInput, 'count' | 'easing' | 'isLoop'>,
): Pixels[] {
  return framePlaces(grids.length, choices).map(({ station, t }) =>
    t === 0 ? grids[station] : blend(grids[station], grids[(station + 1) % grids.length], t),
  );
}

/** (1 − t) · a + t · b; both of one size. */
function blend(a: Pixels, b: Pixels, t: number): Pixels {
  return { ...a, data: a.data.map((value, i) => Math.round((1 - t) * value + t * b.data[i])) };
}

/** One face of a grid, by its number row by row, counted from 0. */
export function cutCell(
  { data, width, height, channels }: Pixels,
  cell: number,
  { rows, columns }: { rows: number; columns: number },
): Pixels {
  const [cellWidth, cellHeight] = [width / columns, height / rows];
  const left = (cell % columns) * cellWidth;
  const top = Math.floor(cell / columns) * cellHeight;
  const rowBytes = cellWidth * channels;
  const cut = new Uint8Array(cellHeight * rowBytes);
  for (let y = 0; y < cellHeight; y++) {
    const from = ((top + y) * width + left) * channels;
    cut.set(data.subarray(from, from + rowBytes), y * rowBytes);
  }
  return { data: cut, width: cellWidth, height: cellHeight, channels };
}
