import type { Face } from '../../../../main/contract/faces/faces.ts';
import type { PictureChoices } from '../../../../main/contract/faces/picture-export.ts';
import type { JobId } from '../../../../main/contract/ids.ts';
import type { JobResult } from '../../../../main/contract/system/jobs.ts';
import { mediaPath } from '../../../../main/contract/system/media.ts';
import { notifyFailure, notifyWritten } from '../../../client/notify.tsx';
import { followDownload } from '../../../client/save-file.ts';
import { bridge, client } from '../../../client/studio.ts';
import { baseName, formatQuantity } from '../../../format.ts';

/** Starts to write faces as pictures: into a folder on the desktop, as downloads in a browser; undefined when no folder was chosen. */
export async function exportPictures(
  faces: readonly Face[],
  choices: PictureChoices,
): Promise<JobId | undefined> {
  const directory = await bridge?.chooseDirectory();
  if (bridge && directory === undefined) return undefined;
  const { jobId } = await client.faces.export({
    ...choices,
    faceIds: faces.map(({ id }) => id),
    ...(directory === undefined ? {} : { directory }),
  });
  followExport(jobId, directory).catch(notifyFailure);
  return jobId;
}

/** Hands over what was written, also when the dialog has been closed. A failure is told where all jobs are followed. */
async function followExport(jobId: JobId, directory: string | undefined): Promise<void> {
  for await (const { result } of await client.jobs.watch({ id: jobId })) {
    if (result?.kind !== 'export') continue;
    await download(result);
    const place = directory === undefined ? 'downloaded' : `in ${directory}`;
    const message = `${formatQuantity(result.files.length, 'file')} ${place}.`;
    notifyWritten('Exported', message, result.files[0] ?? '');
  }
}

/** Browsers drop downloads that start at the very same moment. */
const betweenDownloadsMs = 200;

async function download({ files, downloadId }: Extract<JobResult, { kind: 'export' }>): Promise<void> {
  if (downloadId === undefined) return;
  for (const file of files) {
    followDownload(mediaPath.download(downloadId, file), baseName(file));
    await new Promise((resolve) => setTimeout(resolve, betweenDownloadsMs));
  }
}
