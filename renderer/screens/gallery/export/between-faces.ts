import type { Face } from '../../../../main/contract/faces/faces.ts';
import { framesBetween } from '../../../../main/contract/latents/frames.ts';
import type { LatentPoint } from '../../../../main/contract/latents/recipe.ts';
import { client } from '../../../client/studio.ts';
import { type FilmSubject, frameCount } from '../../../film/film-choices.ts';
import { drawOver, loadPicture } from '../../../film/paint.ts';

/** Why no film can pass these faces; undefined when one can. */
export function noFilmReason(faces: readonly Face[]): string | undefined {
  if (faces.length < 2) return 'Choose two faces or more: a film goes from one to the next.';
  if (new Set(faces.map(({ from, modelHash }) => modelHash ?? JSON.stringify(from))).size > 1)
    return 'Choose faces of one model: the latents of one model mean nothing to another.';
  return undefined;
}

/** Frames that are asked for at once: few, so that progress and cancel are not late. */
const drawnAtOnce = 8;

/** A film that passes faces of one model, in their order, with those between them. */
export function filmBetween(faces: readonly Face[]): FilmSubject {
  const [{ from, fromName, size }] = faces as readonly [Face, ...Face[]];
  return {
    name: `${fromName} film`,
    width: size,
    height: size,
    origins: faces.map((face) => ({
      modelName: face.fromName,
      ...(face.modelHash === undefined ? {} : { modelHash: face.modelHash }),
      latent:
        face.seed === undefined
          ? { name: `recipe ${JSON.stringify(face.recipe).slice(0, 200)}` }
          : { seed: face.seed, index: face.index },
    })),
    async *paint(canvas, choices, signal) {
      const { easing, isLoop, isSmooth } = choices;
      const points = await Promise.all(faces.map(pointOf));
      const recipes = framesBetween(points, {
        ...{ easing, isLoop, count: frameCount(choices) },
        method: 'slerp',
        truncation: 1,
      });
      for (let first = 0; first < recipes.length; first += drawnAtOnce) {
        const part = recipes.slice(first, first + drawnAtOnce);
        const { pictures } = await client.faces.draw({ from, recipes: part }, { signal });
        for (const address of pictures) {
          drawOver(canvas, await loadPicture(address), { isSmooth });
          yield;
        }
      }
    },
  };
}

/** The latent of a face; one that was edited or mixed is asked for by its numbers. */
async function pointOf({ from, seed, index, recipe }: Face): Promise<LatentPoint> {
  if (recipe === undefined) return { kind: 'seed', seed: seed ?? 0, index };
  return client.latents.vector({ from, recipe });
}
