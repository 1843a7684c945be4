import { StudioError } from '../../../../main/contract/errors.ts';
import type { JobId, ModelId, UploadId } from '../../../../main/contract/ids.ts';
import type { ExportModelInput, ImportModelInput } from '../../../../main/contract/models/model-files.ts';
import type { Job, JobResult } from '../../../../main/contract/system/jobs.ts';
import { mediaPath } from '../../../../main/contract/system/media.ts';
import { pickedFiles } from '../../../client/folder-walk.ts';
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

/** Imports a model; resolves when it is there, or was cancelled. Goes on when the dialog is closed. */
export async function importModel(input: ImportModelInput, onStart: (jobId: JobId) => void): Promise<void> {
  const { jobId } = await client.models.import(input);
  onStart(jobId);
  await jobEnd(jobId);
}

/** Sends a model's files from this browser's machine; undefined when that was cancelled. */
export const sendModel = (files: readonly File[]): Promise<UploadId | undefined> =>
  sendFiles('Send the model', pickedFiles(files));

/** Follows a job to its end, and throws what ended it. */
async function jobEnd(id: JobId): Promise<Job | undefined> {
  let last: Job | undefined;
  for await (const job of await client.jobs.watch({ id })) last = job;
  if (last?.error) throw StudioError.fromReport(last.error);
  return last;
}
