import type { KeyboardEvent, ReactNode } from 'react';
import type { TimelineEvent } from '../../../../main/contract/runs/health.ts';
import { AxisStrip } from '../../../charts/AxisStrip.tsx';
import { SeriesChart } from '../../../charts/SeriesChart.tsx';
import type { SharedAxis } from '../../../charts/shared-axis.ts';
import { matchesKeys } from '../../../commands/keys.ts';
import { ChartToolbar } from './ChartToolbar.tsx';
import classes from './charts.module.css';
import { EventLane } from './EventLane.tsx';
import { type ChartId, chartElementId, type RunChart } from './run-charts.ts';

interface Props {
  axis: SharedAxis;
  /** Those that are shown. */
  charts: readonly RunChart[];
  events: readonly TimelineEvent[];
  /** The chart that something else points at. */
  pointedAt: ChartId | undefined;
  onChooseEvent: (event: TimelineEvent) => void;
  /** More tools for the toolbar. */
  tools?: ReactNode;
}

/** The charts of a run below each other over one axis, with the events of its life. */
export function RunCharts({ axis, charts, events, pointedAt, onChooseEvent, tools }: Props) {
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys.find(([key]) => matchesKeys(key, event.nativeEvent))?.[1];
    if (!act) return;
    event.preventDefault();
    act(axis);
  };
  return (
    <div className={classes.pane}>
      <ChartToolbar axis={axis} shown={new Set(charts.map(({ id }) => id))}>
        {tools}
      </ChartToolbar>
      <section
        className={classes.stack}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and its keys zoom.
        tabIndex={0}
        onKeyDown={onKeyDown}
        aria-label="Charts: plus and minus zoom, the arrow keys move, 0 shows everything"
      >
        {charts.map(({ id, title, help, values, lines }) => (
          <div
            key={id}
            id={chartElementId(id)}
            className={classes.chart}
            data-pointed-at={id === pointedAt || undefined}
          >
            <SeriesChart label={title} help={help} axis={axis} values={values} lines={lines} />
          </div>
        ))}
        {charts.length === 0 && (
          <p className={classes.none}>No chart is shown. Choose some with the button above.</p>
        )}
      </section>
      <EventLane axis={axis} events={events} onChoose={onChooseEvent} />
      <AxisStrip axis={axis} />
    </div>
  );
}

const keys: readonly (readonly [key: string, act: (axis: SharedAxis) => void])[] = [
  ['+', (axis) => axis.scale(0.5)],
  ['=', (axis) => axis.scale(0.5)],
  ['-', (axis) => axis.scale(2)],
  ['ArrowLeft', (axis) => axis.pan(-0.25)],
  ['ArrowRight', (axis) => axis.pan(0.25)],
  ['0', (axis) => axis.zoom.set(undefined)],
];
