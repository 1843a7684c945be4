import { expect, test, vi } from 'vitest';
import { formatCatalogue } from '../contract/models/model-files.ts';
import type { DesktopMemory } from './desktop-state.ts';
import { createDialogs, type ShowOpenDialog } from './dialogs.ts';

function setUp(filePaths: string[]) {
  const memory: DesktopMemory = {
    state: { lastFolder: '/before' },
    remember: vi.fn(async () => undefined),
  };
  const show = vi.fn<ShowOpenDialog>(async () => ({ canceled: filePaths.length === 0, filePaths }));
  return { memory, show, dialogs: createDialogs(show, memory) };
}

test('a dialog starts where the last one was left, and its place is kept', async () => {
  const { dialogs, show, memory } = setUp(['/photos/anna', '/photos/ben']);
  expect(await dialogs.chooseSources('folders')).toEqual(['/photos/anna', '/photos/ben']);
  expect(show.mock.lastCall?.[0]).toMatchObject({
    defaultPath: '/before',
    properties: ['openDirectory', 'multiSelections'],
  });
  expect(memory.remember).toHaveBeenCalledWith({ lastFolder: '/photos' });
});

test('files and folders are asked for differently', async () => {
  const { dialogs, show } = setUp(['/photos/a.jpg']);
  await dialogs.chooseSources('files');
  const { properties, filters } = show.mock.lastCall?.[0] ?? {};
  expect(properties).toEqual(['openFile', 'multiSelections']);
  expect(filters?.[0]?.extensions).toEqual(expect.arrayContaining(['jpg', 'bmp', 'zip', 'tgz']));
});

test('one model is asked for, by the kinds of files that can be read', async () => {
  const { dialogs, show } = setUp(['/models/generator.h5']);
  expect(await dialogs.chooseSources('model')).toEqual(['/models/generator.h5']);
  const { properties, filters } = show.mock.lastCall?.[0] ?? {};
  expect(properties).toEqual(['openFile']);
  const endings = filters?.[0]?.extensions ?? [];
  expect(endings).toEqual(expect.arrayContaining(['h5', 'keras', 'json', 'onnx', 'zip']));
  // Every format has an ending there, and every ending a format; a folder comes as ZIP.
  const signs = Object.values(formatCatalogue).map(({ sign }) => sign);
  const namesOf = (ending: string) => [`model.${ending}`, `saved_model.${ending}`, `faces.${ending}`];
  const isTaken = (ending: string) => signs.some((sign) => namesOf(ending).some((name) => sign.test(name)));
  expect(endings.filter((ending) => !isTaken(ending))).toEqual(['zip']);
  const taken = endings.flatMap(namesOf);
  expect(signs.filter((sign) => !taken.some((name) => sign.test(name)))).toEqual([]);
});

test('a cancelled dialog chooses nothing and changes nothing', async () => {
  const { dialogs, memory } = setUp([]);
  expect(await dialogs.chooseSources('files')).toEqual([]);
  expect(await dialogs.chooseDirectory()).toBeUndefined();
  expect(memory.remember).not.toHaveBeenCalled();
});

test('a folder to write to is one that may be made, and is itself remembered', async () => {
  const { dialogs, show, memory } = setUp(['/exports']);
  expect(await dialogs.chooseDirectory()).toBe('/exports');
  expect(show.mock.lastCall?.[0].properties).toEqual(['openDirectory', 'createDirectory']);
  expect(memory.remember).toHaveBeenCalledWith({ lastFolder: '/exports' });
});
