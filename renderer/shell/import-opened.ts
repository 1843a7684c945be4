import type { SortOutput } from '../../main/contract/imports/sort.ts';
import { pickedFiles, suggestName, walkEntries } from '../client/folder-walk.ts';
import { bridge, client } from '../client/studio.ts';
import { sendFiles } from '../client/uploads.ts';
import { chooseName } from '../screens/datasets/import-actions.ts';
import { navigate } from '../view-state.ts';

/** Imports what was opened with the program: each model as a model, all else together as one dataset. */
export async function importOpened(paths: string[]): Promise<void> {
  if (paths.length > 0) await importSorted(await client.imports.sort({ paths }));
}

/** Imports what was dropped in the same way: by path on the desktop, by upload in a browser. */
export async function importDrop(transfer: DataTransfer): Promise<void> {
  // Both lists are emptied when the event is over, so they are read before anything is awaited.
  const files = Array.from(transfer.files);
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter(
    (entry) => entry !== null,
  );
  if (bridge) {
    const { pathForFile } = bridge;
    await importOpened(files.map((file) => pathForFile(file)).filter(Boolean));
    return;
  }
  const picked = entries.length > 0 ? await walkEntries(entries) : pickedFiles(files);
  if (picked.length === 0) return;
  // There the files are seen on their way.
  navigate({ screen: 'datasets' });
  const uploadId = await sendFiles(`Send ${suggestName(picked.map(({ path }) => path))}`, picked);
  if (uploadId) await importSorted(await client.imports.sort({ uploadId }));
}

async function importSorted({ models, pictures }: SortOutput): Promise<void> {
  if (models.length > 0) navigate({ screen: 'models' });
  for (const model of models) await client.models.import(model);
  if (pictures === undefined) return;
  navigate({ screen: 'datasets' });
  const name = await chooseName(suggestName(pictures.names));
  await client.datasets.import({ ...pictures.sources, name });
}
