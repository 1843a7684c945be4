import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Face } from '../../contract/faces.ts';
import { FaceId, RunId, UploadId } from '../../contract/ids.ts';
import { libraryPaths } from '../library/paths.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { exportFaces } from './export-faces.ts';
import { encodeGrid, squareColumns, tilePictures } from './picture-grid.ts';

const path = tempFolderPerTest();

it('tiles pictures row by row, pixel by pixel', () => {
  const data = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  const tiled = tilePictures({ count: 3, size: 2, channels: 1, data }, 2);
  expect(tiled).toMatchObject({ width: 4, height: 4, channels: 1 });
  expect([...tiled.data]).toEqual([1, 2, 5, 6, 3, 4, 7, 8, 9, 10, 0, 0, 11, 12, 0, 0]);
});

it('encodes exactly what it tiled, enlarged without blur', async () => {
  const data = Uint8Array.from({ length: 4 * 2 * 2 * 3 }, (_, i) => i * 5);
  const { png, width, height } = await encodeGrid({ count: 4, size: 2, channels: 3, data }, 2, 3);
  expect([width, height]).toEqual([12, 12]);
  const pixels = await sharp(png).raw().toBuffer();
  const { data: tiled } = tilePictures({ count: 4, size: 2, channels: 3, data }, 2);
  for (let y = 0; y < 12; y++) {
    for (let x = 0; x < 12; x++) {
      const small = (Math.floor(y / 3) * 4 + Math.floor(x / 3)) * 3;
      expect([...pixels.subarray((y * 12 + x) * 3, (y * 12 + x) * 3 + 3)]).toEqual([
        ...tiled.subarray(small, small + 3),
      ]);
    }
  }
  expect([1, 2, 4, 5, 100].map(squareColumns)).toEqual([1, 2, 2, 3, 10]);
});

it('lets one see through between groups, on pages of any colour', async () => {
  const data = Uint8Array.from([10, 20, 30, 40, 50, 60]);
  const { png } = await encodeGrid({ count: 2, size: 1, channels: 3, data }, 2, 1, { columns: 1, gap: 1 });
  const { data: pixels, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 3, height: 1, channels: 4 });
  expect([...pixels]).toEqual([10, 20, 30, 255, 0, 0, 0, 0, 40, 50, 60, 255]);
});

it('exports under names that say what they are, and never replaces a file', async () => {
  const paths = libraryPaths(path('library'));
  mkdirSync(paths.gallery, { recursive: true });
  const faces = [0, 1].map(
    (index): Face => ({
      id: FaceId.parse(`face-${index}`),
      from: { kind: 'run', id: RunId.parse('r') },
      fromName: 'Ünsere / Faces: “A”',
      nimg: 0,
      seed: 42,
      index,
      size: 8,
      saved: true,
      tags: [],
      createdAt: '2026-01-02T03:04:05.000Z',
    }),
  );
  for (const { id, index } of faces) {
    const create = {
      width: 8,
      height: 8,
      channels: 3,
      background: index === 0 ? '#ff0000' : '#0000ff',
    } as const;
    await sharp({ create }).png().toFile(paths.faceFile(id));
  }
  mkdirSync(path('out'));
  writeFileSync(path('out', 'Ünsere-Faces-A-s42-0000.png'), 'mine');
  const { files } = await exportFaces(paths, faces, { layout: 'files', scale: 2, directory: path('out') });
  expect(files).toEqual(
    ['Ünsere-Faces-A-s42-0000 (2).png', 'Ünsere-Faces-A-s42-0001.png'].map((name) => path('out', name)),
  );
  expect(readFileSync(path('out', 'Ünsere-Faces-A-s42-0000.png'), 'utf8')).toBe('mine');
  expect(await sharp(files[1]).metadata()).toMatchObject({ width: 16, height: 16 });
  const grid = { layout: 'grid', columns: 2, scale: 1 } as const;
  const { files: grids } = await exportFaces(paths, faces, {
    ...grid,
    directory: path('out', 'new', 'folder'),
  });
  expect(await sharp(grids[0]).metadata()).toMatchObject({ width: 16, height: 8 });
  const { files: names, downloadId } = await exportFaces(paths, faces, grid);
  expect([names, readdirSync(paths.downloadDir(UploadId.parse(downloadId)))]).toEqual([
    ['faceloom-grid.png'],
    ['faceloom-grid.png'],
  ]);

  writeFileSync(path('file'), 'x');
  await expect(exportFaces(paths, faces, { ...grid, directory: path('file') })).rejects.toMatchObject({
    code: 'PATH_UNREADABLE',
  });
  await expect(exportFaces(paths, faces, { ...grid, directory: 'out' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
  const tooLarge = exportFaces(paths, Array(400).fill(faces[0]), {
    layout: 'grid',
    columns: 1,
    scale: 16,
    directory: path('out', 'big'),
  });
  await expect(tooLarge).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  expect(readdirSync(path('out', 'big'))).toEqual([]);
});
