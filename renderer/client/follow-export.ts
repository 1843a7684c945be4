import type { JobId } from '../../main/contract/ids.ts';
import { mediaPath } from '../../main/contract/system/media.ts';
import { baseName } from '../format.ts';
import { notifyWritten } from './notify.tsx';
import { followDownload } from './save-file.ts';
import { bridge, client } from './studio.ts';

/** Has a job write one file: into a folder that is chosen on the desktop, as a download in a browser. */
export async function followExport(
  title: string,
  start: (target: { directory?: string }) => Promise<{ jobId: JobId }>,
): Promise<void> {
  const directory = await bridge?.chooseDirectory();
  if (bridge && directory === undefined) return;
  const { jobId } = await start(directory === undefined ? {} : { directory });
  for await (const { result } of await client.jobs.watch({ id: jobId })) {
    // A failure is told where all jobs are followed.
    if (result?.kind !== 'export') continue;
    const [file = ''] = result.files;
    const name = baseName(file);
    if (result.downloadId) followDownload(mediaPath.download(result.downloadId, name), name);
    notifyWritten(title, directory ? file : `${name} is with your downloads.`, file);
  }
}
