import { framePlaces } from '../../../../main/contract/latents/frames.ts';
import type { Run, Sample } from '../../../../main/contract/runs/runs.ts';
import { mediaPath } from '../../../../main/contract/system/media.ts';
import { type FilmSubject, frameCount } from '../../../film/film-choices.ts';
import { drawOver, loadPicture } from '../../../film/paint.ts';

/** A training as a film: its sample grids, or one face of them, each fading into the next. */
export function timelapseOf(
  run: Run,
  samples: readonly Sample[],
  cell: number | undefined,
  grid: { width: number; height: number },
): FilmSubject {
  const { gridRows: rows, gridColumns: columns, seed } = run.config;
  const [width, height] =
    cell === undefined ? [grid.width, grid.height] : [grid.width / columns, grid.height / rows];
  const cutOut = async ({ name }: Sample): Promise<CanvasImageSource> => {
    const picture = await loadPicture(mediaPath.runSample(run.id, name));
    if (cell === undefined) return picture;
    const [left, top] = [(cell % columns) * width, Math.floor(cell / columns) * height];
    return createImageBitmap(picture, left, top, width, height);
  };
  return {
    name: `${run.name} timelapse`,
    width,
    height,
    origins: [{ modelName: run.name, latent: { name: `sample grid of the run, seed ${seed}` } }],
    async *paint(canvas, choices) {
      const { easing, isLoop, isSmooth } = choices;
      const pictures = new Map<number, CanvasImageSource>();
      // Only the two grids at hand are kept decoded.
      const pictureAt = async (station: number) => {
        const known = pictures.get(station) ?? (await cutOut(samples[station]));
        pictures.set(station, known);
        return known;
      };
      for (const { station, t } of framePlaces(samples.length, {
        count: frameCount(choices),
        easing,
        isLoop,
      })) {
        const next = (station + 1) % samples.length;
        for (const kept of pictures.keys()) if (kept !== station && kept !== next) pictures.delete(kept);
        drawOver(canvas, await pictureAt(station), { isSmooth });
        if (t > 0) drawOver(canvas, await pictureAt(next), { isSmooth, alpha: t });
        yield;
      }
    },
  };
}
