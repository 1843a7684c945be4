import type {
  Dataset,
  FacesMode,
  ImportInput,
  UnfinishedImport,
} from '../../../main/contract/datasets/datasets.ts';
import type { DatasetId } from '../../../main/contract/ids.ts';
import { freeName, type PickedFile, suggestName } from '../../client/folder-walk.ts';
import { queryClient } from '../../client/query-client.ts';
import { bridge, client, studio } from '../../client/studio.ts';
import { sendFiles } from '../../client/uploads.ts';
import { baseName } from '../../format.ts';
import { importDialog, navigate } from '../../view-state.ts';

/** Where pictures go: into a new dataset, prepared in some way (absent = the contract's defaults), or into one there is. */
export type ImportTarget =
  | (Partial<Pick<ImportInput, 'name' | 'size' | 'colour' | 'faces'>> & { addTo?: undefined })
  | { addTo: DatasetId };

/** The wanted name of a dataset, counted up where one has it. */
export async function chooseName(wanted: string): Promise<string> {
  const datasets = await queryClient.fetchQuery(studio.datasets.list.queryOptions());
  return freeName(
    wanted,
    datasets.map(({ name }) => name),
  );
}

/** Imports folders and files of the studio's own machine. */
export async function importPaths(paths: string[], target: ImportTarget = {}): Promise<void> {
  if (paths.length === 0) return;
  if (target.addTo !== undefined) {
    await client.datasets.add({ id: target.addTo, paths });
    return;
  }
  const name = target.name || (await chooseName(suggestName(paths.map(baseName))));
  navigate({ screen: 'datasets' });
  await client.datasets.import({ ...target, name, paths });
}

/** Sends files of this browser's machine to the studio, then imports them. */
export async function importPicked(files: PickedFile[], target: ImportTarget = {}): Promise<void> {
  if (files.length === 0) return;
  if (target.addTo !== undefined) {
    const uploadId = await sendFiles('Send pictures', files);
    if (uploadId) await client.datasets.add({ id: target.addTo, uploadId });
    return;
  }
  const name = target.name || (await chooseName(suggestName(files.map(({ path }) => path))));
  navigate({ screen: 'datasets' });
  const uploadId = await sendFiles(`Send ${name}`, files);
  if (uploadId) await client.datasets.import({ ...target, name, uploadId });
}

/** Asks for folders: the system's dialog on the desktop, our own in a browser. */
export async function importFolder(): Promise<void> {
  if (bridge) await importPaths(await bridge.chooseSources('folders'));
  else importDialog.set({});
}

/** Asks for files: the system's dialog on the desktop, our own in a browser. */
export async function importFiles(): Promise<void> {
  if (bridge) await importPaths(await bridge.chooseSources('files'));
  else importDialog.set({});
}

/** Imports the same sources in another way; where they came from a browser, they have to be sent again. */
export async function importAgain(dataset: Dataset, faces: FacesMode): Promise<void> {
  const isHere = dataset.sources.every((source) => /^(\/|[a-z]:|\\\\)/i.test(source));
  if (isHere)
    await importPaths(dataset.sources, { name: await chooseName(dataset.name), faces, size: dataset.size });
  else importDialog.set({ faces });
}

export const resumeImport = ({ id }: UnfinishedImport) => client.imports.resume({ id });
export const discardImport = ({ id }: UnfinishedImport) => client.imports.discard({ id });

/** Draws a set of sample faces, so that there is something to train on at once. */
export async function drawSampleFaces(): Promise<void> {
  const name = await chooseName('Sample faces');
  navigate({ screen: 'datasets' });
  await client.datasets.importSample({ name });
}
