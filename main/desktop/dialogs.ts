import path from 'node:path';
import type { OpenDialogOptions, OpenDialogReturnValue } from 'electron';
import type { DesktopMemory } from './desktop-state.ts';
import type { BridgeServices } from './ipc.ts';

/** Shows the system's dialog above the studio's window. */
export type ShowOpenDialog = (options: OpenDialogOptions) => Promise<OpenDialogReturnValue>;

/** Endings of what an import and a model import take, as the installed program is offered for them ("Open with"). */
export const offeredEndings = {
  Photo: ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'avif', 'gif', 'tif', 'tiff', 'bmp'],
  Archive: ['zip', 'tar', 'tgz'],
  Model: ['h5', 'hdf5', 'keras', 'onnx', 'safetensors'],
} as const;

/** Of models as well, though other programs have more such files: parts of a model, a page of faces, and a folder as ZIP. */
const furtherModelEndings = ['json', 'pb', 'html', 'zip'];

const allFiles = { name: 'All files', extensions: ['*'] };
const sourceDialogs: Record<Parameters<BridgeServices['chooseSources']>[0], OpenDialogOptions> = {
  folders: { title: 'Import folders', properties: ['openDirectory', 'multiSelections'] },
  files: {
    title: 'Import files',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Pictures and archives', extensions: [...offeredEndings.Photo, ...offeredEndings.Archive] },
      allFiles,
    ],
  },
  model: {
    title: 'Import a model',
    properties: ['openFile'],
    filters: [{ name: 'Models', extensions: [...offeredEndings.Model, ...furtherModelEndings] }, allFiles],
  },
};

export const libraryDialog: OpenDialogOptions = {
  title: 'Open a library, or an empty folder for a new one',
  properties: ['openDirectory', 'createDirectory'],
};

/** The dialogs of the bridge; each starts where the last one was left. */
export function createDialogs(
  show: ShowOpenDialog,
  memory: DesktopMemory,
): Pick<BridgeServices, 'chooseSources' | 'chooseDirectory'> {
  const choose = async (
    options: OpenDialogOptions,
    folderOf: (chosen: string) => string,
  ): Promise<string[]> => {
    const { lastFolder } = memory.state;
    const { canceled, filePaths } = await show({
      ...options,
      ...(lastFolder === undefined ? {} : { defaultPath: lastFolder }),
    });
    const [first] = filePaths;
    if (canceled || first === undefined) return [];
    await memory.remember({ lastFolder: folderOf(first) });
    return filePaths;
  };
  return {
    chooseSources: (kind) => choose(sourceDialogs[kind], path.dirname),
    async chooseDirectory() {
      const [directory] = await choose(
        { title: 'Export to', properties: ['openDirectory', 'createDirectory'] },
        (chosen) => chosen,
      );
      return directory;
    },
  };
}
