import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import type { ExportFacesInput, Face } from '../../contract/faces.ts';
import { UploadId } from '../../contract/ids.ts';
import { errorCode, explainDiskError, writeFileAtomic } from '../library/atomic-file.ts';
import type { LibraryPaths } from '../library/paths.ts';
import { newId } from '../new-id.ts';
import { squareColumns } from './picture-grid.ts';

/** A grid larger than this a side is refused; few viewers open it. */
const maximumGridSide = 16_384;

/**
 * Writes faces as PNG files into a folder: one each, or one picture of all. Never replaces a file: a name that is taken
 * gets a number. Returns the names written.
 */
export async function exportFaces(
  paths: LibraryPaths,
  faces: readonly Face[],
  { layout, columns, scale }: Pick<ExportFacesInput, 'layout' | 'columns' | 'scale'>,
  directory: string,
): Promise<string[]> {
  const pictures = faces.map((face) => ({
    name: fileName(face),
    file: paths.faceFile(face.id),
    side: face.size * scale,
  }));
  const taken = new Set(await prepareFolder(directory));
  const names: string[] = [];
  const write = async (name: string, png: Buffer) => {
    const free = freeName(name, taken);
    taken.add(free);
    await writeFileAtomic(join(directory, free), png);
    names.push(free);
  };
  if (layout === 'grid') {
    await write('faceloom-grid.png', await renderGrid(pictures, columns ?? squareColumns(pictures.length)));
  } else {
    for (const { name, file, side } of pictures) {
      await write(
        name,
        await sharp(await readFile(file))
          .resize(side, side, { kernel: 'nearest' })
          .png()
          .toBuffer(),
      );
    }
  }
  return names;
}

/** Opens a folder whose files a browser may fetch for a day. */
export function newDownload(paths: LibraryPaths): { downloadId: UploadId; directory: string } {
  const downloadId = UploadId.parse(newId('download'));
  return { downloadId, directory: paths.downloadDir(downloadId) };
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
function fileName({ fromName, seed, index }: Face): string {
  const name =
    fromName
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 60) || 'face';
  return `${name}-s${seed}-${String(index).padStart(4, '0')}.png`;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2, free = name; ; number++) {
    if (!taken.has(free)) return free;
    free = name.replace(/\.png$/, ` (${number}).png`);
  }
}

async function prepareFolder(directory: string): Promise<string[]> {
  try {
    await mkdir(directory, { recursive: true });
    return await readdir(directory);
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTDIR') {
      throw new StudioError('PATH_UNREADABLE', 'That is a file, not a folder.', {
        next: 'Choose a folder for the pictures.',
        subject: directory,
      });
    }
    throw explainDiskError(error, directory);
  }
}
