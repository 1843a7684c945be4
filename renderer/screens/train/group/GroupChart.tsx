import { SegmentedControl } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { describeVariant } from '../../../../main/contract/runs/run-group.ts';
import { AxisStrip } from '../../../charts/AxisStrip.tsx';
import type { ChartLine } from '../../../charts/drawing.ts';
import { SeriesChart } from '../../../charts/SeriesChart.tsx';
import { notifyFailure } from '../../../client/notify.tsx';
import type { RunFeed } from '../../../runs/run-feed.ts';
import { axisOver, type RunMeasure, runMeasures } from '../../../runs/run-measures.ts';
import classes from './group.module.css';
import type { ColouredMember } from './group-facts.ts';

interface Props {
  members: readonly ColouredMember[];
  feeds: ReadonlyMap<ColouredMember['run']['id'], RunFeed>;
}

/** One measure of all runs over the images shown, smoothed. */
export function GroupChart({ members, feeds }: Props) {
  const [measure, setMeasure] = useState<RunMeasure>('gLoss');
  const axis = useMemo(() => axisOver([...feeds.values()]), [feeds]);
  const drawn = members.filter(({ isDrawn }) => isDrawn);
  const key = drawn.map(({ run }) => run.id).join(' ');
  const { title, values, column } = runMeasures[measure];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same runs are the same lines.
  const lines = useMemo(
    () =>
      drawn.flatMap(({ run, colour }): ChartLine[] => {
        const feed = feeds.get(run.id);
        return feed ? [{ data: column(feed), label: describeVariant(run.group), colour }] : [];
      }),
    [key, feeds, column],
  );

  useEffect(
    () =>
      axis.zoom.subscribe(() => {
        for (const feed of feeds.values()) feed.closerSteps.look(axis.zoom.get()).catch(notifyFailure);
      }),
    [axis, feeds],
  );

  return (
    <div className={classes.chart}>
      <div className={classes.chartHead}>
        <SegmentedControl
          aria-label="What is compared"
          value={measure}
          onChange={setMeasure}
          data={[
            { value: 'gLoss', label: 'Generator loss' },
            { value: 'dLoss', label: 'Discriminator loss' },
            { value: 'diversity', label: 'Diversity' },
          ]}
        />
      </div>
      <SeriesChart key={measure} label={title} axis={axis} values={values} lines={lines} />
      <AxisStrip axis={axis} />
    </div>
  );
}
