import { expect, test, vi } from 'vitest';
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
  expect(show.mock.lastCall?.[0].properties).toEqual(['openFile', 'multiSelections']);
});

test('one model is asked for, by the kinds of files that can be read', async () => {
  const { dialogs, show } = setUp(['/models/generator.h5']);
  expect(await dialogs.chooseSources('model')).toEqual(['/models/generator.h5']);
  const { properties, filters } = show.mock.lastCall?.[0] ?? {};
  expect(properties).toEqual(['openFile']);
  expect(filters?.[0]?.extensions).toEqual(expect.arrayContaining(['h5', 'json', 'onnx', 'zip']));
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
