import { SegmentedControl } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { RunId } from '../../../../main/contract/ids.ts';
import { AxisStrip } from '../../../charts/AxisStrip.tsx';
import { ResetZoom, SmoothingSlider } from '../../../charts/AxisTools.tsx';
import { SeriesChart } from '../../../charts/SeriesChart.tsx';
import { notifyFailure } from '../../../client/notify.tsx';
import type { RunFeed } from '../../../runs/run-feed.ts';
import { axisOver } from '../../../runs/run-measures.ts';
import { useRunFeeds } from '../../../runs/use-run-feed.ts';
import classes from '../compare.module.css';
import type { Compared } from '../use-comparison.ts';
import { type ComparedRun, comparedRuns } from './compared-runs.ts';
import { type Alignment, curveCharts, timeSpent } from './curve-charts.ts';
import { clockOf } from './feed-clock.ts';
import { inImages } from './run-clock.ts';
import { type RunScores, useRunScores } from './use-run-scores.ts';

/** The curves of all runs that are compared, over each other. */
export function CurvesTab({ subjects }: { subjects: readonly Compared[] }) {
  const key = [...new Set(subjects.flatMap(({ runId }) => runId ?? []))].join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same runs are the same array.
  const ids = useMemo(() => [...new Set(subjects.flatMap(({ runId }) => runId ?? []))], [key]);
  const feeds = useRunFeeds(ids);
  const scores = useRunScores(ids);
  const runs = comparedRuns(subjects);
  if (runs.length === 0)
    return (
      <p className={classes.note}>
        Curves belong to runs. None of the runs that these come from is in the library any more.
      </p>
    );
  // Axes and lines are made over all feeds at once.
  if (ids.some((id) => !feeds.has(id))) return null;
  return <Curves runs={runs} feeds={feeds} scores={scores} />;
}

interface Props {
  runs: readonly ComparedRun[];
  feeds: ReadonlyMap<RunId, RunFeed>;
  scores: RunScores;
}

function Curves({ runs, feeds, scores }: Props) {
  const [alignment, setAlignment] = useState<Alignment>('kimg');
  const axis = useMemo(() => {
    const all = [...feeds.values()];
    if (alignment === 'kimg') return axisOver(all);
    const newest = (feed: RunFeed) => clockOf(feed).timeAt(feed.steps.newestNimg);
    return axisOver(all, newest, timeSpent);
  }, [feeds, alignment]);
  const key = runs.map(({ id, label, colour }) => `${id} ${label} ${colour}`).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same runs are the same lines.
  const charts = useMemo(() => curveCharts(runs, feeds, scores, alignment), [key, feeds, scores, alignment]);

  useEffect(
    () =>
      axis.zoom.subscribe(() => {
        const view = axis.zoom.get();
        for (const feed of feeds.values()) {
          const images = view && alignment === 'time' ? inImages(view, clockOf(feed)) : view;
          feed.closerSteps.look(images).catch(notifyFailure);
        }
      }),
    [axis, feeds, alignment],
  );

  return (
    <section className={classes.tab} aria-label="Curves">
      <div className={classes.tabHead}>
        <SegmentedControl
          aria-label="Aligned by"
          value={alignment}
          onChange={setAlignment}
          data={[
            { value: 'kimg', label: 'By images shown' },
            { value: 'time', label: 'By training time' },
          ]}
        />
        <SmoothingSlider axis={axis} />
        <ResetZoom axis={axis} />
      </div>
      <div className={classes.charts}>
        {charts.map(({ id, title, help, values, lines }) => (
          <div key={`${alignment} ${id}`} className={classes.chart}>
            <SeriesChart label={title} help={help} axis={axis} values={values} lines={lines} />
          </div>
        ))}
      </div>
      <AxisStrip axis={axis} />
    </section>
  );
}
