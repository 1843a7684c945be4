import path from 'node:path';
import type { OpenDialogOptions, OpenDialogReturnValue } from 'electron';
import type { DesktopMemory } from './desktop-state.ts';
import type { BridgeServices } from './ipc.ts';

/** Shows the system's dialog above the studio's window. */
export type ShowOpenDialog = (options: OpenDialogOptions) => Promise<OpenDialogReturnValue>;

const allFiles = { name: 'All files', extensions: ['*'] };
const sourceDialogs: Record<Parameters<BridgeServices['chooseSources']>[0], OpenDialogOptions> = {
  folders: { title: 'Import folders', properties: ['openDirectory', 'multiSelections'] },
  files: {
    title: 'Import files',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Pictures', extensions: ['jpg', 'jpeg', 'png', 'webp', 'avif', 'gif', 'tif', 'tiff'] },
      allFiles,
    ],
  },
  model: {
    title: 'Import a model',
    properties: ['openFile'],
    filters: [
      {
        name: 'Models',
        extensions: ['h5', 'hdf5', 'json', 'pb', 'onnx', 'safetensors', 'html', 'zip'],
      },
      allFiles,
    ],
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
