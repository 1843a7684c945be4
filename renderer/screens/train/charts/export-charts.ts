import type { TimelineEvent } from '../../../../main/contract/health.ts';
import { mediaPath } from '../../../../main/contract/media.ts';
import type { Run } from '../../../../main/contract/runs.ts';
import { chartPicture } from '../../../charts/picture/chart-picture.ts';
import { toPng } from '../../../charts/picture/paint.ts';
import { toSvg } from '../../../charts/picture/svg.ts';
import type { SharedAxis } from '../../../charts/shared-axis.ts';
import { notifyDone } from '../../../client/notify.tsx';
import { followDownload, saveBlob } from '../../../client/save-file.ts';
import { bridge, client } from '../../../client/studio.ts';
import { baseName, formatKimg } from '../../../format.ts';
import { chartColours } from '../../../theme/theme.ts';
import { eventTone } from './cluster-events.ts';
import type { RunChart } from './run-charts.ts';

/** Pixels of a PNG for each of the picture's: sharp on any screen and on paper. */
const pngScale = 2;

export interface ChartExport {
  run: Run;
  charts: readonly RunChart[];
  events: readonly TimelineEvent[];
  axis: SharedAxis;
  scheme: 'dark' | 'light';
}

/** Saves the charts that are shown, as they are zoomed and smoothed, as one picture. */
export async function exportPicture(
  { run, charts, events, axis, scheme }: ChartExport,
  format: 'png' | 'svg',
): Promise<void> {
  const picture = chartPicture({
    title: `${run.name} · ${formatKimg(run.nimg)}`,
    charts,
    events: events.map((event) => ({
      nimg: event.nimg,
      sentence: event.sentence,
      isWarning: eventTone(event) !== 'calm',
    })),
    view: axis.view,
    memory: axis.smoothing.get(),
    colours: chartColours[scheme],
  });
  const blob =
    format === 'svg' ? new Blob([toSvg(picture)], { type: 'image/svg+xml' }) : await toPng(picture, pngScale);
  const name = `${run.name} charts.${format}`;
  saveBlob(name, blob);
  notifyDone('Charts saved', `${name} is with your downloads.`);
}

/** Saves every step of a run as CSV: into a folder on the desktop, as a download in a browser. */
export async function exportNumbers({ id }: Run): Promise<void> {
  const directory = await bridge?.chooseDirectory();
  if (bridge && directory === undefined) return;
  const { jobId } = await client.runs.exportSeries({ id, ...(directory === undefined ? {} : { directory }) });
  for await (const { result } of await client.jobs.watch({ id: jobId })) {
    // A failure is told where all jobs are followed.
    if (result?.kind !== 'export') continue;
    const [file = ''] = result.files;
    const name = baseName(file);
    if (result.downloadId) followDownload(mediaPath.download(result.downloadId, name), name);
    notifyDone('Numbers saved', directory ? file : `${name} is with your downloads.`);
  }
}
