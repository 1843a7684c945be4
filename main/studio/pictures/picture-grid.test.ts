import sharp from 'sharp';
import { expect, it } from 'vitest';
import { encodeGrid, squareColumns, tilePictures } from './picture-grid.ts';

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
