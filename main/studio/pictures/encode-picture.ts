import sharp, { type Sharp } from 'sharp';
import {
  type PictureChoices,
  type PictureFormat,
  pictureFormats,
} from '../../contract/faces/picture-export.ts';
import { type SyntheticMark, xmpPacket } from '../../contract/faces/synthetic-mark.ts';
import type { Pixels } from './pixels.ts';

/** A picture as a file of a format; without a mark it carries no metadata at all. */
export function encodePicture(
  picture: Sharp,
  { format, quality }: Pick<PictureChoices, 'format' | 'quality'>,
  mark: SyntheticMark | undefined,
): Promise<Buffer> {
  const marked = mark === undefined ? picture : picture.withXmp(xmpPacket(mark));
  return encoders[format](marked, quality).toBuffer();
}

/** Colours are kept whole where a format lets one choose: faces are small, and chroma at half the size shows. */
const encoders: Readonly<Record<PictureFormat, (picture: Sharp, quality: number) => Sharp>> = {
  png: (picture) => picture.png(),
  jpeg: (picture, quality) => picture.jpeg({ quality, chromaSubsampling: '4:4:4' }),
  webp: (picture, quality) => picture.webp({ quality, smartSubsample: true }),
  avif: (picture, quality) => picture.avif({ quality, chromaSubsampling: '4:4:4', effort: 2 }),
};

export const fileNameOf = (name: string, format: PictureFormat) =>
  `${name}.${pictureFormats[format].extensions[0]}`;

export const fromPixels = ({ data, width, height, channels }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels } });

/** The pixels of a picture file, grey or RGB. */
export async function readPixels(file: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3 };
}
