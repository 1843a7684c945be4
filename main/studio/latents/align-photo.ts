import sharp from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import type { ProjectInput } from '../../contract/latents/kept-latents.ts';
import type { Channels } from '../../contract/pictures.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import type { FacePool } from '../compute-process/face-pool.ts';
import { prepareSource } from '../datasets/import/prepare-source.ts';
import { listSources } from '../datasets/sources/list-sources.ts';
import type { Source } from '../datasets/sources/source.ts';

export interface AlignOptions {
  faces: ProjectInput['faces'];
  size: number;
  channels: Channels;
  pool: FacePool;
  signal: AbortSignal;
}

/**
 * The face of a photo as a picture of a dataset is made: the same reader, the same alignment. Of several faces it is the
 * largest. Throws NO_FACES or NO_IMAGES.
 */
export async function alignPhoto(paths: readonly string[], options: AlignOptions): Promise<PixelBatch> {
  const { faces, size, channels, pool, signal } = options;
  const source = await onlySource(paths, signal);
  const prepared = await prepareSource(source, { faces, size, pool, isKnown: () => false });
  if (prepared.reason !== undefined) throw noPhoto(source.name, prepared.reason);
  if (faces === 'align' && prepared.faceCount === 0) {
    throw new StudioError('NO_FACES', `No face was found in “${source.name}”.`, {
      next: 'Choose a photo in which a face is seen from the front, or take the whole picture as it is.',
      subject: source.name,
    });
  }
  const [largest] = prepared.pictures.toSorted((a, b) => b.side - a.side);
  const { data, info } = await sharp(largest.png)
    .resize(size, size, { fit: 'fill', kernel: 'lanczos3' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const pixels = Uint8Array.from({ length: size * size * channels }, (_, i) =>
    info.channels === channels ? data[i] : data[Math.floor(i / channels) * info.channels],
  );
  return { count: 1, size, channels, data: pixels };
}

async function onlySource(paths: readonly string[], signal: AbortSignal): Promise<Source> {
  const listing = await listSources(paths, signal);
  const [unusable] = listing.unusable;
  if (listing.total === 0) throw noPhoto(unusable?.file ?? paths[0], unusable?.reason ?? 'not a picture');
  if (listing.total > 1) {
    throw new StudioError('INVALID_INPUT', `There are ${listing.total} pictures.`, {
      next: 'Choose one photo.',
      subject: paths[0],
    });
  }
  for await (const source of listing.open(signal)) return source;
  throw noPhoto(paths[0], 'not a picture');
}

const noPhoto = (name: string, reason: string) =>
  new StudioError('NO_IMAGES', `“${name}” cannot be used: ${reason}.`, {
    next: 'Choose a photo as JPEG, PNG or WebP.',
    subject: name,
  });
