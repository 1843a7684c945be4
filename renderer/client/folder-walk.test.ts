// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { freeName, pickedFiles, suggestName, walkEntries } from './folder-walk.ts';

/** As in browsers, a reader hands out at most 100 entries a call and an empty list at the end. */
function folder(name: string, children: FileSystemEntry[]): FileSystemDirectoryEntry {
  const entry = {
    name,
    isFile: false,
    isDirectory: true,
    createReader() {
      let position = 0;
      return {
        readEntries(resolve: (entries: FileSystemEntry[]) => void) {
          resolve(children.slice(position, position + 100));
          position += 100;
        },
      };
    },
  };
  return entry as unknown as FileSystemDirectoryEntry;
}

function file(name: string): FileSystemFileEntry {
  const entry = {
    name,
    isFile: true,
    isDirectory: false,
    file: (resolve: (file: File) => void) => resolve(new File(['x'], name)),
  };
  return entry as unknown as FileSystemFileEntry;
}

test('a dropped folder is walked to its end, hidden files left out', async () => {
  const many = Array.from({ length: 250 }, (_, i) => file(`${i}.jpg`));
  const files = await walkEntries([
    folder('photos', [
      file('a.jpg'),
      file('.DS_Store'),
      folder('2011', many),
      folder('.cache', [file('b.jpg')]),
    ]),
    file('c.png'),
  ]);
  expect(files).toHaveLength(252);
  expect(files[0]?.path).toBe('photos/a.jpg');
  expect(files[250]?.path).toBe('photos/2011/249.jpg');
  expect(files[251]?.path).toBe('c.png');
});

test('picked files keep their path below the picked folder', () => {
  const plain = new File(['x'], 'a.jpg');
  const deep = new File(['x'], 'b.jpg');
  Object.defineProperty(deep, 'webkitRelativePath', { value: 'photos/2011/b.jpg' });
  const hidden = new File(['x'], 'c.jpg');
  Object.defineProperty(hidden, 'webkitRelativePath', { value: 'photos/.thumbs/c.jpg' });
  expect(pickedFiles([plain, deep, hidden]).map(({ path }) => path)).toEqual(['a.jpg', 'photos/2011/b.jpg']);
});

test('a set is called after its one folder or file', () => {
  expect(suggestName(['portraits/a.jpg', 'portraits/x/b.jpg'])).toBe('portraits');
  expect(suggestName(['me.jpg'])).toBe('me');
  expect(suggestName(['a/x.jpg', 'b/x.jpg'])).toBe('Photos');
  expect(suggestName([])).toBe('Photos');
});

test('a taken name is counted up, whatever its letters case', () => {
  expect(freeName('Faces', ['other'])).toBe('Faces');
  expect(freeName('Faces', ['faces', 'Faces 2'])).toBe('Faces 3');
});
