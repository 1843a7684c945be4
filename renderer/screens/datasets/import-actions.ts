import type { ImportInput } from '../../../main/contract/datasets.ts';
import {
  freeName,
  type PickedFile,
  pickedFiles,
  suggestName,
  walkEntries,
} from '../../client/folder-walk.ts';
import { queryClient } from '../../client/query-client.ts';
import { bridge, client, studio } from '../../client/studio.ts';
import { sendFiles } from '../../client/uploads.ts';
import { baseName } from '../../format.ts';
import { importDialogOpen, navigate } from '../../view-state.ts';

/** How pictures are to be prepared; absent = the contract's defaults. */
export type ImportOptions = Partial<Pick<ImportInput, 'name' | 'size' | 'colour'>>;

async function chooseName(wanted: string): Promise<string> {
  const datasets = await queryClient.fetchQuery(studio.datasets.list.queryOptions());
  return freeName(
    wanted,
    datasets.map(({ name }) => name),
  );
}

/** Imports folders and files of the studio's own machine. */
export async function importPaths(paths: string[], options: ImportOptions = {}): Promise<void> {
  if (paths.length === 0) return;
  const name = options.name || (await chooseName(suggestName(paths.map(baseName))));
  navigate({ screen: 'datasets' });
  await client.datasets.import({ ...options, name, paths });
}

/** Sends files of this browser's machine to the studio, then imports them. */
export async function importPicked(files: PickedFile[], options: ImportOptions = {}): Promise<void> {
  if (files.length === 0) return;
  const name = options.name || (await chooseName(suggestName(files.map(({ path }) => path))));
  navigate({ screen: 'datasets' });
  const uploadId = await sendFiles(`Send ${name}`, files);
  if (uploadId) await client.datasets.import({ ...options, name, uploadId });
}

/** Imports what was dropped: by path on the desktop, by upload in a browser. */
export async function importDrop(transfer: DataTransfer): Promise<void> {
  // Both lists are emptied when the event is over, so they are read before anything is awaited.
  const files = Array.from(transfer.files);
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter(
    (entry) => entry !== null,
  );
  if (bridge) {
    const { pathForFile } = bridge;
    await importPaths(files.map((file) => pathForFile(file)).filter(Boolean));
  } else {
    await importPicked(entries.length > 0 ? await walkEntries(entries) : pickedFiles(files));
  }
}

/** Asks for folders: the system's dialog on the desktop, our own in a browser. */
export async function importFolder(): Promise<void> {
  if (bridge) await importPaths(await bridge.chooseSources('folders'));
  else importDialogOpen.set(true);
}

/** Asks for files: the system's dialog on the desktop, our own in a browser. */
export async function importFiles(): Promise<void> {
  if (bridge) await importPaths(await bridge.chooseSources('files'));
  else importDialogOpen.set(true);
}

/** Draws a set of sample faces, so that there is something to train on at once. */
export async function drawSampleFaces(): Promise<void> {
  const name = await chooseName('Sample faces');
  navigate({ screen: 'datasets' });
  await client.datasets.importSample({ name });
}
