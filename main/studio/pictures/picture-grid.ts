import sharp, { type PngOptions } from 'sharp';
import type { Channels } from '../../contract/pictures.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';

/** Columns of a grid that is about as wide as high. */
export const squareColumns = (count: number) => Math.ceil(Math.sqrt(count));

/** Pictures of a row that belong together, with a gap in pixels to the next such group, and below. */
export interface Groups {
  columns: number;
  gap: number;
}

/** Tiles pictures row by row; gaps and empty places stay 0. Pure: bytes in, bytes out. */
export function tilePictures(
  batch: PixelBatch,
  columns: number,
  groups: Groups = { columns, gap: 0 },
): { data: Uint8Array; width: number; height: number; channels: Channels } {
  const { count, size, channels, data } = batch;
  const rows = Math.ceil(count / columns);
  const placeOf = (column: number) => column * size + Math.floor(column / groups.columns) * groups.gap;
  const width = placeOf(columns - 1) + size;
  const height = rows * size + (rows - 1) * groups.gap;
  const tiled = new Uint8Array(width * height * channels);
  const rowBytes = size * channels;
  for (let index = 0; index < count; index++) {
    const left = placeOf(index % columns) * channels;
    const top = Math.floor(index / columns) * (size + groups.gap);
    for (let y = 0; y < size; y++) {
      const from = (index * size + y) * rowBytes;
      tiled.set(data.subarray(from, from + rowBytes), (top + y) * width * channels + left);
    }
  }
  return { data: tiled, width, height, channels };
}

/** One picture of all pictures, as PNG, enlarged `scale` times by repeating pixels; between groups one sees through it. */
export async function encodeGrid(
  batch: PixelBatch,
  columns: number,
  scale = 1,
  groups?: Groups,
): Promise<{ png: Buffer; width: number; height: number }> {
  const { data, width, height, channels } = tilePictures(batch, columns, groups);
  const raw =
    groups === undefined
      ? { data, channels }
      : ({
          data: withOpacity(data, opacity(batch, columns, groups)),
          channels: channels === 1 ? 2 : 4,
        } as const);
  const png = await sharp(raw.data, { raw: { width, height, channels: raw.channels } })
    .resize(width * scale, height * scale, { kernel: 'nearest' })
    .png()
    .toBuffer();
  return { png, width: width * scale, height: height * scale };
}

/** 255 where there is a picture, 0 elsewhere. */
function opacity({ count, size }: PixelBatch, columns: number, groups: Groups): Uint8Array {
  const data = new Uint8Array(count * size * size).fill(255);
  return tilePictures({ count, size, channels: 1, data }, columns, groups).data;
}

/** Pixels with one channel more. */
function withOpacity(pixels: Uint8Array, alpha: Uint8Array): Uint8Array {
  const channels = pixels.length / alpha.length;
  const data = new Uint8Array(pixels.length + alpha.length);
  for (let i = 0; i < alpha.length; i++) {
    data.set(pixels.subarray(i * channels, (i + 1) * channels), i * (channels + 1));
    data[i * (channels + 1) + channels] = alpha[i];
  }
  return data;
}

/** Each picture as a PNG of its own. */
export function encodePictures(
  { count, size, channels, data }: PixelBatch,
  options: PngOptions = {},
): Promise<Buffer[]> {
  const bytes = size * size * channels;
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      sharp(data.subarray(index * bytes, (index + 1) * bytes), {
        raw: { width: size, height: size, channels },
      })
        .png(options)
        .toBuffer(),
    ),
  );
}
