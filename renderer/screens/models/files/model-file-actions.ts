import { StudioError } from '../../../../main/contract/errors.ts';
import type { JobId, ModelId, UploadId } from '../../../../main/contract/ids.ts';
import type { ExportModelInput } from '../../../../main/contract/models/model-files.ts';
import type { Job, JobResult } from '../../../../main/contract/system/jobs.ts';
import { mediaPath } from '../../../../main/contract/system/media.ts';
import { type PickedFile, pickedFiles } from '../../../client/folder-walk.ts';
import { followDownload } from '../../../client/save-file.ts';
import { bridge, client } from '../../../client/studio.ts';
import { sendFiles } from '../../../client/uploads.ts';

export type WrittenModel = Extract<JobResult, { kind: 'export-model' }>;

/**
 * Writes a model into a folder on the desktop, or downloads it in a browser; goes on when the dialog is closed. Undefined when
 * no folder was chosen or it was cancelled.
 */
export async function exportModel(
  id: ModelId,
  choice: Pick<ExportModelInput, 'format' | 'precision'>,
  onStart: (jobId: JobId) => void,
): Promise<WrittenModel | undefined> {
  const directory = await bridge?.chooseDirectory();
  if (bridge && directory === undefined) return undefined;
  const { jobId } = await client.models.export({ from: { kind: 'model', id }, ...choice, directory });
  onStart(jobId);
  const last = await jobEnd(jobId);
  if (last?.result?.kind !== 'export-model') return undefined;
  const { downloadId, files } = last.result;
  if (downloadId) for (const file of files) followDownload(mediaPath.download(downloadId, file), file);
  return last.result;
}

/** Where a model to import is: a path on the studio's machine, or files of this browser's machine, which are sent first. */
export type ModelSource = { path: string } | { files: readonly File[] };

/** Imports a model; resolves when it is there, or was cancelled. Goes on when the dialog is closed. */
export async function importModel(
  source: ModelSource,
  name: string | undefined,
  onStart: (jobId: JobId) => void,
): Promise<void> {
  const from = 'path' in source ? source : await sent(source.files);
  if (from === undefined) return;
  const { jobId } = await client.models.import({ ...from, name });
  onStart(jobId);
  await jobEnd(jobId);
}

async function sent(files: readonly File[]): Promise<{ uploadId: UploadId } | undefined> {
  const picked: PickedFile[] = pickedFiles(files);
  const uploadId = picked.length === 0 ? undefined : await sendFiles('Send the model', picked);
  return uploadId && { uploadId };
}

/** Follows a job to its end, and throws what ended it. */
async function jobEnd(id: JobId): Promise<Job | undefined> {
  let last: Job | undefined;
  for await (const job of await client.jobs.watch({ id })) last = job;
  if (last?.error) throw StudioError.fromReport(last.error);
  return last;
}
