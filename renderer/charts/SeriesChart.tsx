import { useComputedColorScheme } from '@mantine/core';
import { HelpMark } from '../help/HelpMark.tsx';
import type { HelpTopic } from '../help/topics.ts';
import { chartColours } from '../theme/theme.ts';
import classes from './charts.module.css';
import { DragZoom } from './DragZoom.tsx';
import { LiveChart, type LiveChartProps } from './LiveChart.tsx';

interface Props extends Omit<LiveChartProps, 'colours'> {
  /** The hard word of the title. */
  help?: HelpTopic | undefined;
}

/** A live chart with its title and the key to its lines; dragging over it zooms. */
export function SeriesChart({ help, ...props }: Props) {
  const scheme = useComputedColorScheme('dark');
  const colours = chartColours[scheme];
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span className={classes.title}>
          {props.label} {help && <HelpMark topic={help} />}
        </span>
        {props.lines.map(({ label, hint, colour }) => (
          <span key={label} className={classes.key} title={hint}>
            <i style={{ background: colours[colour] }} />
            {label}
          </span>
        ))}
      </figcaption>
      <DragZoom axis={props.axis}>
        <LiveChart key={scheme} {...props} colours={colours} />
      </DragZoom>
    </figure>
  );
}
