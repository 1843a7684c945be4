import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { StudioError } from '../../contract/errors.ts';
import type { Face } from '../../contract/faces/faces.ts';
import type { PixelBatch } from '../../protocol/messages.ts';
import { fileNamePart } from '../exports/export-folder.ts';
import type { LibraryPaths } from '../library/paths.ts';
import { readPixels } from '../pictures/encode-picture.ts';
import type { OutgoingFace } from '../pictures/picture-files.ts';
import type { Pixels } from '../pictures/pixels.ts';

/** What files say of a face: the place of its latent among those of a seed, or a recipe. */
export type DrawnFace = Pick<Face, 'fromName' | 'modelHash' | 'seed' | 'index' | 'recipe'>;

/** Recipes that are longer than this, such as those with all numbers of a vector, are named by their hash. */
const longestRecipe = 150;

/** A face of the gallery, read when its turn comes. */
export const galleryFace = (paths: LibraryPaths, face: Face): OutgoingFace =>
  outgoing(face, face.size, async () => {
    const file = paths.faceFile(face.id);
    try {
      return await readPixels(await readFile(file));
    } catch (cause) {
      throw new StudioError(
        'FACE_NOT_FOUND',
        `The picture of a face is missing or damaged: ${face.fromName}, ${labelOf(face)}.`,
        { next: 'Make it again in its details, or leave it out.', subject: file },
        { cause },
      );
    }
  });

/** Faces that were just drawn. */
export function outgoingFaces(
  { count, size, channels, data }: PixelBatch,
  describe: (index: number) => DrawnFace,
): OutgoingFace[] {
  const length = size * size * channels;
  return Array.from({ length: count }, (_, index) =>
    outgoing(describe(index), size, async () => ({
      ...{ width: size, height: size, channels },
      data: data.subarray(index * length, (index + 1) * length),
    })),
  );
}

function outgoing(face: DrawnFace, side: number, read: () => Promise<Pixels>): OutgoingFace {
  const { fromName, modelHash, seed, index } = face;
  const place =
    seed === undefined ? `l${hashOf(face).slice(0, 8)}` : `s${seed}-${String(index).padStart(4, '0')}`;
  return {
    name: `${fileNamePart(fromName, 'face')}-${place}`,
    side,
    label: labelOf(face),
    origin: {
      modelName: fromName,
      ...(modelHash === undefined ? {} : { modelHash }),
      latent: seed === undefined ? { name: recipeName(face) } : { seed, index },
    },
    read,
  };
}

const labelOf = (face: DrawnFace): string =>
  face.seed === undefined ? `latent ${hashOf(face).slice(0, 8)}` : `${face.seed} / ${face.index}`;

function recipeName(face: DrawnFace): string {
  const text = JSON.stringify(face.recipe);
  return text.length > longestRecipe ? `recipe SHA-256 ${hashOf(face)}` : `recipe ${text}`;
}

const hashOf = ({ recipe }: DrawnFace) => createHash('sha256').update(JSON.stringify(recipe)).digest('hex');
