import { useComputedColorScheme } from '@mantine/core';
import { chartColours } from '../theme/theme.ts';
import { type ChartLine, LiveChart, type LiveChartProps } from './LiveChart.tsx';
import classes from './SeriesChart.module.css';

interface Props extends Omit<LiveChartProps, 'colours'> {
  label: string;
  lines: readonly ChartLine[];
}

/** A live chart with its title and the key to its lines. */
export function SeriesChart(props: Props) {
  const scheme = useComputedColorScheme('dark');
  const colours = chartColours[scheme];
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span className={classes.title}>{props.label}</span>
        {props.lines.map(({ column, label, hint, colour }) => (
          <span key={column} className={classes.key} title={hint}>
            <i style={{ background: colours[colour] }} />
            {label}
          </span>
        ))}
      </figcaption>
      <div className={classes.canvas}>
        <LiveChart key={scheme} {...props} colours={colours} />
      </div>
    </figure>
  );
}
