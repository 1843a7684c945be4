import { type ExportFacesInput, type Face, GeneratorRef } from '../../../main/contract/faces.ts';
import { mediaPath } from '../../../main/contract/media.ts';
import { notifyDone } from '../../client/notify.tsx';
import { followDownload } from '../../client/save-file.ts';
import { bridge, client } from '../../client/studio.ts';
import { baseName, formatQuantity } from '../../format.ts';
import { addToTray, markSaved, removeFromTray } from './tray.ts';

/** Browsers drop downloads that start at the very same moment. */
const betweenDownloadsMs = 200;

/** `run/<id>` or `model/<id>`: how a generator is named in addresses and lists. */
export const refKey = ({ kind, id }: GeneratorRef): string => `${kind}/${id}`;

/** The generator that a key names; undefined when it names none. */
export function parseRefKey(key: string | undefined): GeneratorRef | undefined {
  const [kind, id] = key?.split('/') ?? [];
  return GeneratorRef.safeParse({ kind, id }).data;
}

/** Draws new faces into the tray. */
export async function generateFaces(input: Parameters<typeof client.faces.generate>[0]): Promise<void> {
  const { faces } = await client.faces.generate(input);
  addToTray(faces);
}

/** Keeps faces in the gallery. */
export async function saveFaces(faces: readonly Face[]): Promise<void> {
  const ids = faces.filter(({ saved }) => !saved).map(({ id }) => id);
  if (ids.length === 0) return;
  await client.faces.save({ ids });
  markSaved(new Set(ids));
}

/** Deletes faces; the same generator, seed and index draw them again. */
export async function removeFaces(faces: readonly Face[]): Promise<void> {
  const ids = faces.map(({ id }) => id);
  if (ids.length === 0) return;
  await client.faces.remove({ ids });
  removeFromTray(new Set(ids));
}

async function download(addresses: readonly { href: string; name: string }[]): Promise<void> {
  for (const { href, name } of addresses) {
    followDownload(href, name);
    await new Promise((resolve) => setTimeout(resolve, betweenDownloadsMs));
  }
}

/** How faces are to be written. */
export type ExportChoice = Pick<ExportFacesInput, 'layout' | 'scale' | 'columns'>;

/** Writes PNG files to a folder on the desktop, or downloads them in a browser. */
export async function exportFaces(faces: readonly Face[], choice: ExportChoice): Promise<void> {
  const faceIds = faces.map(({ id }) => id);
  const directory = await bridge?.chooseDirectory();
  if (bridge && directory === undefined) return;
  const { files, downloadId } = await client.faces.export({
    ...choice,
    faceIds,
    ...(directory === undefined ? {} : { directory }),
  });
  if (downloadId) {
    await download(
      files.map((file) => ({ href: mediaPath.download(downloadId, file), name: baseName(file) })),
    );
  }
  notifyDone(
    'Exported',
    `${formatQuantity(files.length, 'file')} ${directory ? `in ${directory}` : 'downloaded'}.`,
  );
}
