import type { PixelBatch } from '../../protocol/pixels.ts';
import { randomStream } from '../../protocol/random.ts';
import { randomRows } from '../metrics/half-samples.ts';
import type { Pictures } from '../training/data/data.ts';

/** Generated and unseen pictures whose nearest training picture is sought. */
export const mostQueries = 200;

/** Real pictures of an evaluation, chosen by a fixed seed: the same for every generator of a dataset. */
export interface RealSets {
  /** Row of the source of each picture. */
  rows: number[];
  /** Places of all training pictures among them. */
  known: Uint32Array;
  /** Places of the pictures that generated ones are compared with. */
  reference: Uint32Array;
  /** Places of as many others, which stand in for perfect generated ones: held-out pictures as far as there are. */
  others: Uint32Array;
  heldOut: Uint32Array;
}

/** The same with the pictures themselves, which may take a gigabyte. */
export interface RealPictures extends RealSets {
  pictures: PixelBatch;
}

export function readReals(source: Pictures, count: number): RealPictures {
  const sets = chooseReals(source, count);
  return { ...sets, pictures: source.batch(sets.rows) };
}

/** Training pictures that are looked at besides those compared with, to find the nearest by identity. */
const mostKnown = 4000;

/** At most `count` pictures on each side; half of the dataset when that is less. */
export function chooseReals(source: Omit<Pictures, 'batch'>, count: number): RealSets {
  const { heldOut } = source.header;
  const side = Math.min(count, Math.floor(source.header.count / 2), source.trainedCount);
  const random = randomStream(0, 'evaluation-reals', 0);
  const trained = Math.min(source.trainedCount, Math.max(2 * side, mostKnown));
  const unseen = Math.min(heldOut, Math.max(side, mostQueries));
  const chosen = [
    ...randomRows(source.trainedCount, trained, random),
    ...randomRows(heldOut, unseen, random).map((row) => source.trainedCount + row),
  ];
  const all = Uint32Array.from(chosen, (_, place) => place);
  return {
    rows: chosen,
    known: all.subarray(0, trained),
    reference: all.subarray(0, side),
    others: Uint32Array.from([...all.subarray(trained), ...all.subarray(side, trained)].slice(0, side)),
    heldOut: all.subarray(trained, trained + Math.min(unseen, mostQueries)),
  };
}
