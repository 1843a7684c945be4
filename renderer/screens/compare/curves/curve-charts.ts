import type { RunId } from '../../../../main/contract/ids.ts';
import { metricCatalogue } from '../../../../main/contract/scores/scores.ts';
import type { ChartLine } from '../../../charts/drawing.ts';
import type { ValueAxis } from '../../../charts/scale.ts';
import type { SeriesColumn } from '../../../charts/series-column.ts';
import type { AxisQuantity } from '../../../charts/shared-axis.ts';
import { type HelpTopic, metricTopics } from '../../../help/topics.ts';
import type { RunFeed } from '../../../runs/run-feed.ts';
import { runMeasures } from '../../../runs/run-measures.ts';
import type { ComparedRun } from './compared-runs.ts';
import { clockOf } from './feed-clock.ts';
import { overTime } from './run-clock.ts';
import type { ComparedScore, RunScores } from './use-run-scores.ts';

/** What lies along the axis. */
export type Alignment = 'kimg' | 'time';

export const timeSpent: AxisQuantity = {
  name: 'time spent training (minutes)',
  label: 'Time spent training',
  unit: 'minutes',
  format: (place) => `${(place / 1000).toFixed(1)} min`,
};

/** One measure of all runs. */
export interface CurveChart {
  id: string;
  title: string;
  help: HelpTopic;
  values: ValueAxis;
  lines: ChartLine[];
}

const scoreValues: Record<ComparedScore, ValueAxis> = {
  kid: { scale: 'linear', unit: 'distance' },
  coverage: { scale: 'linear', unit: 'share', max: 1 },
};

/** Losses and diversity of all runs, and the scores that were measured while they trained. */
export function curveCharts(
  runs: readonly ComparedRun[],
  feeds: ReadonlyMap<RunId, RunFeed>,
  scores: RunScores,
  alignment: Alignment,
): CurveChart[] {
  const linesOf = (columnOf: (feed: RunFeed, id: RunId) => SeriesColumn | undefined): ChartLine[] =>
    runs.flatMap(({ id, label, colour }) => {
      const feed = feeds.get(id);
      const column = feed && columnOf(feed, id);
      if (!feed || !column) return [];
      const data = alignment === 'time' ? overTime(column, () => clockOf(feed)) : column;
      return [{ data, label, colour }];
    });
  const measured = Object.entries(runMeasures).map(([id, { title, help, values, column }]) => ({
    id,
    title,
    help,
    values,
    lines: linesOf(column),
  }));
  const scored = (['kid', 'coverage'] as const).map((id) => ({
    id,
    title: `${metricCatalogue[id].title} while training`,
    help: metricTopics[id],
    values: scoreValues[id],
    lines: linesOf((_, run) => scores.get(run)?.column(id)),
  }));
  return [...measured, ...scored].filter(({ lines }) => lines.length > 0);
}
