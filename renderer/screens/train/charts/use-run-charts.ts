import { useEffect, useMemo, useState } from 'react';
import type { TimelineEvent } from '../../../../main/contract/runs/health.ts';
import type { Run } from '../../../../main/contract/runs/runs.ts';
import type { AxisView } from '../../../charts/series-column.ts';
import { SharedAxis } from '../../../charts/shared-axis.ts';
import { notifyFailure } from '../../../client/notify.tsx';
import { useValueStore } from '../../../client/value-store.ts';
import type { RunFeed } from '../../../runs/run-feed.ts';
import { eventTone } from './cluster-events.ts';
import { type ChartId, chartElementId, fittingCharts, type RunChart, runCharts } from './run-charts.ts';
import { chartChoices, isShown } from './shown-charts.ts';

interface RunChartsState {
  axis: SharedAxis;
  all: readonly RunChart[];
  shown: readonly RunChart[];
  pointedAt: ChartId | undefined;
  /** Shows a stretch of a chart, whatever is shown now. */
  pointAt: (id: ChartId, view: AxisView) => void;
}

/** The charts of a run: which are shown, over which axis, and what is pointed at. */
export function useRunCharts(
  feed: RunFeed,
  config: Run['config'],
  timeline: readonly TimelineEvent[],
): RunChartsState {
  const [axis] = useState(() => new SharedAxis(() => feed.steps.newestNimg, feed.onSeries));
  const all = useMemo(() => runCharts(feed), [feed]);
  const choices = useValueStore(chartChoices);
  const hasScores = useValueStore(feed.hasScores);
  const shown = useMemo(() => {
    const fitting = fittingCharts(config.loss, hasScores);
    return all.filter(({ id }) => isShown(id, choices, fitting));
  }, [all, choices, config.loss, hasScores]);

  useEffect(
    () => axis.zoom.subscribe(() => feed.closerSteps.look(axis.zoom.get()).catch(notifyFailure)),
    [axis, feed],
  );
  useEffect(
    () =>
      axis.marks.set(
        timeline
          .filter(({ kind }) => kind !== 'started')
          .map((event) => ({ nimg: event.nimg, isWarning: eventTone(event) !== 'calm' })),
      ),
    [axis, timeline],
  );

  const [pointedAt, setPointedAt] = useState<ChartId>();
  useEffect(() => {
    if (pointedAt === undefined) return;
    document.getElementById(chartElementId(pointedAt))?.scrollIntoView({ block: 'nearest' });
    const timer = setTimeout(() => setPointedAt(undefined), pointedMs);
    return () => clearTimeout(timer);
  }, [pointedAt]);
  const pointAt = (id: ChartId, view: AxisView) => {
    if (!shown.some((chart) => chart.id === id)) chartChoices.set({ ...chartChoices.get(), [id]: true });
    axis.lookAt(view);
    setPointedAt(id);
  };

  return { axis, all, shown, pointedAt, pointAt };
}

/** How long a chart that was pointed at stays marked, in milliseconds. */
const pointedMs = 2000;
