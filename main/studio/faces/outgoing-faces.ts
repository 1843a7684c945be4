import { readFile } from 'node:fs/promises';
import { StudioError } from '../../contract/errors.ts';
import type { Face } from '../../contract/faces/faces.ts';
import type { MarkedLatent } from '../../contract/faces/synthetic-mark.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import { sha256 } from '../../protocol/sha256.ts';
import type { LibraryPaths } from '../library/paths.ts';
import { readPixels } from '../pictures/encode-picture.ts';
import type { OutgoingFace } from '../pictures/picture-files.ts';
import type { Pixels } from '../pictures/pixels.ts';
import { fileNamePart } from '../target-folders/file-names.ts';

/** What files say of a face: the place of its latent among those of a seed or the rows of a file, or a recipe. */
export type FaceFacts = Pick<Face, 'fromName' | 'modelHash' | 'seed' | 'index' | 'recipe'> & {
  row?: FileRow;
  /** Its place among the faces that are exported, counted from 1. */
  number?: number;
};

/** A row of a file of latents, counted from 1. */
export interface FileRow {
  /** Name of the file, without folders. */
  file: string;
  row: number;
  /** How many rows the file has. */
  of: number;
}

/** Names of files that are longer are cut in the mark, whose room is bounded. */
const longestFileName = 100;

/** Recipes that are longer than this, such as those with all numbers of a vector, are named by their hash. */
const longestRecipe = 150;

/** Faces of the gallery in the order in which they were chosen, each read when its turn comes. */
export const galleryFaces = (paths: LibraryPaths, faces: readonly Face[]): OutgoingFace[] =>
  faces.map((face, i) => outgoing({ ...face, number: i + 1 }, face.size, () => readFace(paths, face)));

async function readFace(paths: LibraryPaths, face: Face): Promise<Pixels> {
  const file = paths.faceFile(face.id);
  try {
    return await readPixels(await readFile(file));
  } catch (cause) {
    throw new StudioError(
      'FACE_NOT_FOUND',
      `The picture of a face is missing or damaged: ${face.fromName}, ${placeOf(face).label}.`,
      { next: 'Make it again in its details, or leave it out.', subject: file },
      { cause },
    );
  }
}

/** Faces that were just drawn. */
export function outgoingFaces(
  { count, size, channels, data }: PixelBatch,
  describe: (index: number) => FaceFacts,
): OutgoingFace[] {
  const length = size * size * channels;
  return Array.from({ length: count }, (_, index) =>
    outgoing(describe(index), size, async () => ({
      ...{ width: size, height: size, channels },
      data: data.subarray(index * length, (index + 1) * length),
    })),
  );
}

function outgoing(face: FaceFacts, side: number, read: () => Promise<Pixels>): OutgoingFace {
  const { fromName, modelHash } = face;
  const { fileName, label } = placeOf(face);
  return {
    name: `${fileNamePart(fromName, 'face')}-${fileName}`,
    side,
    label,
    origin: {
      modelName: fromName,
      ...(modelHash === undefined ? {} : { modelHash }),
      latent: markedLatent(face),
    },
    read,
  };
}

/** How a face is found again among others: by its seed or its row, where it has one, or else by the hash of its recipe. */
function placeOf(face: FaceFacts): { fileName: string; label: string } {
  const { seed, index, recipe, row, number } = face;
  const psi = recipe === undefined || recipe.truncation === 1 ? '' : `psi${recipe.truncation}`;
  const place = (fileName: string, label: string) => ({
    fileName: psi === '' ? fileName : `${fileName}-${psi}`,
    label: psi === '' ? label : `${label} ${psi}`,
  });
  if (row !== undefined) {
    const digits = Math.max(leastDigits, String(row.of).length);
    return place(`row-${String(row.row).padStart(digits, '0')}`, `row ${row.row}`);
  }
  const ofSeed = seed === undefined ? seedOf(recipe) : { seed, index };
  if (ofSeed !== undefined) {
    const number = String(ofSeed.index).padStart(leastDigits, '0');
    return place(`s${ofSeed.seed}-${number}`, `${ofSeed.seed} / ${ofSeed.index}`);
  }
  const hash = hashOf(face).slice(0, 8);
  // A hash tells a person nothing of which face it was: the order does.
  const before = number === undefined ? '' : `${String(number).padStart(leastDigits, '0')}-`;
  return { fileName: `${before}l${hash}`, label: `latent ${hash}` };
}

/** Of numbers in file names, so that names sort as the numbers do. */
const leastDigits = 4;

/** The latent of a seed that was truncated at most. */
function seedOf(recipe: FaceFacts['recipe']): { seed: number; index: number } | undefined {
  if (recipe?.origin.kind !== 'seed' || recipe.edits.length > 0 || recipe.mix.length > 0) return undefined;
  return { seed: recipe.origin.seed, index: recipe.origin.index };
}

function markedLatent(face: FaceFacts): MarkedLatent {
  const { seed, index, recipe, row } = face;
  if (row !== undefined) {
    const file = row.file.slice(0, longestFileName);
    const truncation = recipe?.truncation ?? 1;
    return truncation === 1
      ? { file, row: row.row }
      : { name: `row ${row.row} of ${file}, truncation ${truncation}` };
  }
  return seed === undefined ? { name: recipeName(face) } : { seed, index };
}

function recipeName(face: FaceFacts): string {
  const text = JSON.stringify(face.recipe);
  return text.length > longestRecipe ? `recipe SHA-256 ${hashOf(face)}` : `recipe ${text}`;
}

const hashOf = ({ recipe }: FaceFacts) => sha256(JSON.stringify(recipe));
