import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import type { ExportFacesInput, Face } from '../../contract/faces.ts';
import { type ExportedFiles, ExportFolder, fileNamePart } from '../exports/export-folder.ts';
import type { LibraryPaths } from '../library/paths.ts';
import { squareColumns } from './picture-grid.ts';

/** A grid larger than this a side is refused; few viewers open it. */
const maximumGridSide = 16_384;

/** Writes faces as PNG files: one each, or one picture of all. */
export async function exportFaces(
  paths: LibraryPaths,
  faces: readonly Face[],
  { layout, columns, scale, directory }: Omit<ExportFacesInput, 'faceIds'>,
): Promise<ExportedFiles> {
  const folder = await ExportFolder.open(paths, directory);
  const pictures = faces.map((face) => ({
    name: fileName(face),
    file: paths.faceFile(face.id),
    side: face.size * scale,
  }));
  if (layout === 'grid') {
    const grid = await renderGrid(pictures, columns ?? squareColumns(pictures.length));
    await folder.write('faceloom-grid.png', grid);
  } else {
    for (const { name, file, side } of pictures) {
      const picture = sharp(await readFile(file)).resize(side, side, { kernel: 'nearest' });
      await folder.write(name, await picture.png().toBuffer());
    }
  }
  return folder.exported;
}

async function renderGrid(
  pictures: readonly { file: string; side: number }[],
  columns: number,
): Promise<Buffer> {
  const side = Math.max(...pictures.map((picture) => picture.side));
  const width = Math.min(columns, pictures.length) * side;
  const height = Math.ceil(pictures.length / columns) * side;
  if (Math.max(width, height) > maximumGridSide) {
    throw new StudioError('INVALID_INPUT', `The grid would be ${width}×${height} pixels.`, {
      next: `Choose fewer faces, another number of columns or a smaller scale: at most ${maximumGridSide} a side.`,
    });
  }
  const tiles = await Promise.all(
    pictures.map(async ({ file }, index) => ({
      input: await sharp(await readFile(file))
        .resize(side, side, { kernel: 'nearest' })
        .png()
        .toBuffer(),
      left: (index % columns) * side,
      top: Math.floor(index / columns) * side,
    })),
  );
  return sharp({ create: { width, height, channels: 3, background: '#000000' } })
    .composite(tiles)
    .png()
    .toBuffer();
}

/** `portraits-s42-0007.png`: generator, seed and index name the latent. */
const fileName = ({ fromName, seed, index }: Face): string =>
  `${fileNamePart(fromName, 'face')}-s${seed}-${String(index).padStart(4, '0')}.png`;
