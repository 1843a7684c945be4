import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Media } from '../studio/media.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { DraggedPictures, dragOut, filesToDrag, removeDragged } from './drag-out.ts';

const place = tempFolderPerTest();

test('pictures leave as copies under readable names, the library keeps its own', async () => {
  const own = path.join(path.dirname(place('x')), 'face-1a2b.png');
  writeFileSync(own, 'a face');
  const media: Media = {
    resolve: async (address) =>
      address === '/media/faces/face-1a2b.png'
        ? { file: own, contentType: 'image/png', maxAgeSeconds: 0 }
        : undefined,
  };
  const files = await filesToDrag(
    [
      { name: 'Face 1.png', address: '/media/faces/face-1a2b.png' },
      { name: 'face 1.png', address: `data:image/png;base64,${Buffer.from('another').toString('base64')}` },
      { name: 'gone.png', address: '/media/faces/gone.png' },
    ],
    media,
    place(),
  );
  expect(files.map((file) => path.basename(file))).toEqual(['Face 1.png', '2 face 1.png']);
  expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(['a face', 'another']);
  expect(files[0]).not.toBe(own);
  expect(existsSync(own)).toBe(true);
});

test('the drag of the page goes on with files and the first of them as the icon', async () => {
  const startDrag = vi.fn();
  const iconOf = vi.fn();
  const deps = { media: { resolve: async () => undefined }, parent: place(), iconOf };
  await dragOut({ startDrag }, [{ name: 'gone.png', address: '/media/faces/gone.png' }], deps);
  expect(startDrag).not.toHaveBeenCalled();
  const address = `data:image/png;base64,${Buffer.from('a face').toString('base64')}`;
  await dragOut({ startDrag }, [{ name: 'Face.png', address }], deps);
  const [{ file, files }] = startDrag.mock.lastCall ?? [{}];
  expect(files).toEqual([file]);
  expect(iconOf).toHaveBeenCalledExactlyOnceWith(file);
});

const address = '/media/faces/face-1.png';

test.each([
  [],
  [{ name: '../out.png', address }],
  [{ name: '.hidden.png', address }],
  [{ name: 'a/b.png', address }],
  [{ name: 'a\\b.png', address }],
  [{ name: 'a.exe', address }],
  [{ name: 'a\0.png', address }],
  [{ name: 'a.png', address: 'file:///etc/passwd' }],
  [{ name: 'a.png', address: 'https://elsewhere/a.png' }],
  [{ name: 'a.png', address: 'data:text/html;base64,' }],
  Array.from({ length: 501 }, () => ({ name: 'a.png', address })),
])('strange requests are refused', (...pictures) => {
  expect(DraggedPictures.safeParse(pictures.flat()).success).toBe(false);
});

test('copies lie in a folder of the program’s own, which goes with it', async () => {
  const address = `data:image/png;base64,${Buffer.from('a face').toString('base64')}`;
  const media: Media = { resolve: async () => undefined };
  const [file] = await filesToDrag([{ name: 'Face.png', address }], media, place());
  const folder = path.dirname(file);
  expect(path.dirname(folder)).toBe(place());
  // Nobody can have made it before, and nobody else can look into it.
  expect(path.basename(folder)).toMatch(/^faceloom-drag-[0-9a-f]{8}-\d+-\w{6}$/);
  if (process.platform !== 'win32') expect(statSync(folder).mode & 0o77).toBe(0);
  mkdirSync(place('faceloom-drag-of-another'));
  await removeDragged(place());
  expect(readdirSync(place())).toEqual(['faceloom-drag-of-another']);
});
