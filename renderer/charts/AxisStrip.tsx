import { useElementSize } from '@mantine/hooks';
import classes from './charts.module.css';
import { columnsIn, plotInset } from './plot.ts';
import { formatAxisKimg, linearTicks, placeOnAxis } from './scale.ts';
import type { SharedAxis } from './shared-axis.ts';
import { useView } from './use-view.ts';

/** What all charts above it share, told once. */
export function AxisStrip({ axis }: { axis: SharedAxis }) {
  const { ref, width } = useElementSize();
  const { from, to } = useView(axis);
  const range = { min: from, max: to };
  return (
    <div
      className={classes.strip}
      style={{ marginLeft: plotInset.left, marginRight: plotInset.right }}
      ref={ref}
      role="img"
      aria-label={`${axis.quantity.label}, ${formatAxisKimg(from)} to ${formatAxisKimg(to)} ${axis.quantity.unit}`}
    >
      {linearTicks(range, columnsIn(width)).map((value) => (
        <span key={value} style={{ left: `${placeOnAxis(value, range) * 100}%` }}>
          {formatAxisKimg(value)}
        </span>
      ))}
      <span className={classes.name}>{axis.quantity.name}</span>
    </div>
  );
}
