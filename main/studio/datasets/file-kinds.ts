import { basename, extname } from 'node:path';

/** Endings that are tried as pictures; anything else in a folder is ignored, unless it is named directly. */
const pictureEndings = new Set([
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.avif',
  '.gif',
  '.tif',
  '.tiff',
  '.bmp',
  '.heic',
  '.heif',
  '.svg',
]);

/** Files that systems leave in folders. */
const systemFiles = new Set(['.ds_store', 'thumbs.db', 'desktop.ini']);

export const isHidden = (path: string) =>
  basename(path).startsWith('.') || systemFiles.has(basename(path).toLowerCase());

export const looksLikePicture = (path: string) => pictureEndings.has(extname(path).toLowerCase());

/** Formats that people have and that cannot be read, with what to do, by ending. */
export const unsupportedFormats: Readonly<Record<string, string>> = {
  '.heic': 'HEIC pictures cannot be read; save them as JPEG first',
  '.heif': 'HEIF pictures cannot be read; save them as JPEG first',
  '.svg': 'drawings (SVG) are not photos',
  '.bmp': 'BMP pictures cannot be read; save them as PNG first',
};

export const unsupportedReason = (path: string): string | undefined =>
  unsupportedFormats[extname(path).toLowerCase()];
