import type { UploadId } from '../../main/contract/ids.ts';
import type { Progress } from '../../main/contract/system/jobs.ts';
import { uploadPath } from '../../main/contract/system/media.ts';
import type { PickedFile } from './folder-walk.ts';
import { client } from './studio.ts';
import { createValueStore } from './value-store.ts';

/** Files that this page is sending to the studio now. */
export interface Upload {
  title: string;
  progress: Progress;
  cancel(): void;
}

/** The upload in progress, for the window to show; one at a time. */
export const currentUpload = createValueStore<Upload | undefined>(undefined);

/** Files in flight at once: enough to hide latency, few enough to keep disks in order. */
const lanes = 4;

async function sendFile(uploadId: UploadId, { path, file }: PickedFile, signal: AbortSignal): Promise<void> {
  const answer = await fetch(uploadPath(uploadId, path), { method: 'POST', body: file, signal });
  if (!answer.ok) throw new Error(`${path} could not be sent: ${answer.status} ${answer.statusText}`);
}

/** Sends files to the studio with progress in bytes; undefined when the user cancelled. */
export async function sendFiles(title: string, files: readonly PickedFile[]): Promise<UploadId | undefined> {
  const { uploadId } = await client.datasets.openUpload();
  const abort = new AbortController();
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  const startedAt = performance.now();
  let done = 0;
  let count = 0;

  const report = () => {
    const seconds = (performance.now() - startedAt) / 1000;
    const rate = seconds > 0.5 ? done / seconds : undefined;
    currentUpload.set({
      title,
      cancel: () => abort.abort(),
      progress: {
        done,
        total,
        unit: 'bytes',
        note: `Sending file ${Math.min(count + 1, files.length)} of ${files.length}`,
        ...(rate ? { rate, secondsLeft: (total - done) / rate } : {}),
      },
    });
  };

  const queue = files.values();
  const lane = async () => {
    for (const picked of queue) {
      await sendFile(uploadId, picked, abort.signal);
      done += picked.file.size;
      count += 1;
      report();
    }
  };

  report();
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
    return uploadId;
  } catch (error) {
    if (abort.signal.aborted) return undefined;
    abort.abort();
    throw error;
  } finally {
    currentUpload.set(undefined);
  }
}
