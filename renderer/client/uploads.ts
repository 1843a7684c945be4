import type { UploadId } from '../../main/contract/ids.ts';
import type { Progress } from '../../main/contract/system/jobs.ts';
import { uploadPath } from '../../main/contract/system/media.ts';
import type { PickedFile } from './folder-walk.ts';
import { sendFile } from './send-file.ts';
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

/**
 * Sends files to the studio with progress in bytes; undefined when the user cancelled. When one cannot be sent, what was
 * sent is thrown away, and the error says which it was.
 */
export async function sendFiles(title: string, files: readonly PickedFile[]): Promise<UploadId | undefined> {
  const { uploadId } = await client.datasets.openUpload();
  const abort = new AbortController();
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  const startedAt = performance.now();
  /** Bytes that have left. */
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

  const queue = files.entries();
  const lane = async () => {
    for (const [number, { path, file }] of queue) {
      let ofThisFile = 0;
      const onSent = (bytes: number) => {
        done += bytes - ofThisFile;
        ofThisFile = bytes;
        report();
      };
      await sendFile(uploadPath(uploadId, path, number), file, path, { signal: abort.signal, onSent });
      count += 1;
      onSent(file.size);
    }
  };

  report();
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
    return uploadId;
  } catch (error) {
    const isCancelled = abort.signal.aborted;
    abort.abort();
    // The error that counts is the first; what could not be thrown away goes after a day.
    await client.datasets.discardUpload({ uploadId }).catch(() => undefined);
    if (isCancelled) return undefined;
    throw error;
  } finally {
    currentUpload.set(undefined);
  }
}
