import { StudioError } from '../../../../main/contract/errors.ts';
import type { JobId, ModelId } from '../../../../main/contract/ids.ts';
import type { ExportModelInput, ImportModelInput } from '../../../../main/contract/models/model-files.ts';
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
  let last: Job | undefined;
  for await (const job of await client.jobs.watch({ id: jobId })) last = job;
  if (last?.error) throw StudioError.fromReport(last.error);
  if (last?.result?.kind !== 'export-model') return undefined;
  const { downloadId, files } = last.result;
  if (downloadId) for (const file of files) followDownload(mediaPath.download(downloadId, file), file);
  return last.result;
}

export const importModel = (input: ImportModelInput) => client.models.import(input);

/** Sends a model's files from this browser's machine, then imports them. */
export async function importModelFiles(files: readonly File[], name: string | undefined): Promise<void> {
  const picked: PickedFile[] = pickedFiles(files);
  if (picked.length === 0) return;
  const uploadId = await sendFiles('Send the model', picked);
  if (uploadId) await importModel({ uploadId, name });
}
