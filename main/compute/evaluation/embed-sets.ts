import type { PixelBatch } from '../../protocol/pixels.ts';
import type { Embedding } from '../metrics/embeddings/embedding.ts';
import type { Features } from '../metrics/features.ts';
import { type KeptFeatures, type KeptSet, keptSets } from './kept-features.ts';
import { takePictures } from './picture-rows.ts';
import type { RealPictures, RealSets } from './real-sets.ts';

/** What is compared: as many generated pictures as other real ones, and the latter blurred. */
export interface PictureSets {
  reals: RealPictures;
  fakes: PixelBatch;
  blurred: PixelBatch;
}

/** Features of each set, before they are made comparable by `fitTo`. */
export interface EmbeddedSets {
  reals: Features;
  fakes: Features;
  blurred: Features;
  fitTo: Embedding['fitTo'];
}

/** An embedding, or the judge. */
type Seeing = Omit<Embedding, 'id'>;

/** Hears how many pictures of all that are looked at are done. */
export type OnEmbedded = (done: number, total: number) => void;

/** Looks at every picture: for pixels, of which keeping the answers would spare nothing. */
export async function embedSets(
  embedding: Embedding,
  { reals, fakes, blurred }: PictureSets,
  onEmbedded: OnEmbedded,
): Promise<EmbeddedSets> {
  const embed = counter(embedding, reals.pictures.count + blurred.count + fakes.count, onEmbedded);
  return {
    reals: await embed(reals.pictures),
    blurred: await embed(blurred),
    fakes: await embed(fakes),
    fitTo: embedding.fitTo,
  };
}

/** Looks only at the real pictures of which nothing is kept, and keeps what it sees. */
export async function embedUnseen(
  embedding: Seeing,
  sets: PictureSets,
  kept: KeptFeatures,
  onEmbedded: OnEmbedded,
): Promise<EmbeddedSets> {
  const { reals, fakes, blurred } = sets;
  const pictures = { reals: reals.pictures, blurred };
  const rows = keptRows(reals);
  const embed = counter(embedding, unseenCount(sets, kept) + fakes.count, onEmbedded);
  const embedKept = (set: KeptSet): Promise<Features> => {
    const places = new Map(rows[set].map((row, place) => [row, place]));
    return kept.complete(set, rows[set], (missing) => {
      const found = missing.map((row) => places.get(row) ?? Number.NaN);
      return embed(takePictures(pictures[set], found));
    });
  };
  return {
    reals: await embedKept('reals'),
    blurred: await embedKept('blurred'),
    fakes: await embed(fakes),
    fitTo: embedding.fitTo,
  };
}

/** Real pictures, as they are and blurred, of which nothing is kept. */
export function unseenCount({ reals }: PictureSets, kept: KeptFeatures): number {
  const rows = keptRows(reals);
  return keptSets.reduce((sum, set) => sum + kept.missing(set, rows[set]).length, 0);
}

/** Rows in the source of the pictures of each set. */
const keptRows = ({ rows, others }: RealSets): Record<KeptSet, number[]> => ({
  reals: rows,
  blurred: Array.from(others, (place) => rows[place]),
});

/** Embeds one set after the other and tells how many pictures of all are done. */
function counter(
  embedding: Seeing,
  total: number,
  onEmbedded: OnEmbedded,
): (pictures: PixelBatch) => Promise<Features> {
  let before = 0;
  onEmbedded(0, total);
  return async (pictures) => {
    const features = await embedding.embed(pictures, (done) => onEmbedded(before + done, total));
    before += pictures.count;
    return features;
  };
}
