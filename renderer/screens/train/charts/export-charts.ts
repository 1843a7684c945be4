import type { TimelineEvent } from '../../../../main/contract/runs/health.ts';
import type { Run } from '../../../../main/contract/runs/runs.ts';
import { chartPicture } from '../../../charts/picture/chart-picture.ts';
import { toPng } from '../../../charts/picture/paint.ts';
import { toSvg } from '../../../charts/picture/svg.ts';
import type { SharedAxis } from '../../../charts/shared-axis.ts';
import { followExport } from '../../../client/follow-export.ts';
import { notifyDone } from '../../../client/notify.tsx';
import { saveBlob } from '../../../client/save-file.ts';
import { client } from '../../../client/studio.ts';
import { formatKimg } from '../../../format.ts';
import { chartColours } from '../../../theme/theme.ts';
import { eventTone } from './cluster-events.ts';
import type { RunChart } from './run-charts.ts';

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

/** Pixels of a PNG for each of the picture's: sharp on any screen and on paper. */
const pngScale = 2;

/** Saves every step of a run as CSV: into a folder on the desktop, as a download in a browser. */
export const exportNumbers = ({ id }: Run): Promise<void> =>
  followExport('Numbers saved', (target) => client.runs.exportSeries({ id, ...target }));
