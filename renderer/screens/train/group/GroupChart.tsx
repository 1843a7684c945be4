import { SegmentedControl } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { describeVariant } from '../../../../main/contract/run-group.ts';
import { AxisStrip } from '../../../charts/AxisStrip.tsx';
import type { ChartLine } from '../../../charts/drawing.ts';
import { SeriesChart } from '../../../charts/SeriesChart.tsx';
import type { ValueAxis } from '../../../charts/scale.ts';
import type { SeriesColumn } from '../../../charts/series-column.ts';
import { SharedAxis } from '../../../charts/shared-axis.ts';
import { notifyFailure } from '../../../client/notify.tsx';
import type { RunFeed } from '../run-feed.ts';
import type { ColouredMember } from './GroupView.tsx';
import classes from './group.module.css';

/** What can be compared, as data. */
const measures = {
  gLoss: {
    title: 'Generator loss',
    values: { scale: 'linear', unit: 'nats' },
    column: (feed) => feed.closerSteps.column('gLoss'),
  },
  dLoss: {
    title: 'Discriminator loss',
    values: { scale: 'linear', unit: 'nats' },
    column: (feed) => feed.closerSteps.column('dLoss'),
  },
  diversity: {
    title: 'Diversity',
    values: { scale: 'linear', unit: 'share' },
    column: (feed) => feed.ticks.column('diversity'),
  },
} as const satisfies Record<
  string,
  { title: string; values: ValueAxis; column: (feed: RunFeed) => SeriesColumn }
>;
type Measure = keyof typeof measures;

interface Props {
  members: readonly ColouredMember[];
  feeds: ReadonlyMap<ColouredMember['run']['id'], RunFeed>;
}

/** One measure of all runs over the images shown, smoothed. */
export function GroupChart({ members, feeds }: Props) {
  const [measure, setMeasure] = useState<Measure>('gLoss');
  const axis = useMemo(() => axisOver([...feeds.values()]), [feeds]);
  const drawn = members.filter(({ isDrawn }) => isDrawn);
  const key = drawn.map(({ run }) => run.id).join(' ');
  const { title, values, column } = measures[measure];
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

/** The images shown of all runs together. */
function axisOver(feeds: readonly RunFeed[]): SharedAxis {
  return new SharedAxis(
    () => Math.max(0, ...feeds.map(({ steps }) => steps.newestNimg)),
    (listener) => {
      const ends = feeds.map((feed) => feed.onSeries(listener));
      return () => {
        for (const end of ends) end();
      };
    },
  );
}
