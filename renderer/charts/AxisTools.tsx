import { Button, Slider, Tooltip } from '@mantine/core';
import { useValueStore } from '../client/value-store.ts';
import classes from './charts.module.css';
import type { SharedAxis } from './shared-axis.ts';

/** How smooth the trends of all charts over an axis are. */
export function SmoothingSlider({ axis }: { axis: SharedAxis }) {
  const smoothing = useValueStore(axis.smoothing);
  return (
    <>
      <Tooltip label="An exponential average over this much of what is shown; the faint line is what was measured">
        <span>Smoothing</span>
      </Tooltip>
      <Slider
        className={classes.smoothing}
        thumbLabel="Smoothing"
        thumbValueText={percent(smoothing)}
        min={0}
        max={mostSmoothing}
        step={0.01}
        value={smoothing}
        onChange={(value) => axis.smoothing.set(value)}
        label={null}
      />
      <span className={classes.smoothingValue}>{percent(smoothing)}</span>
    </>
  );
}

/** Longest memory of a trend, as a share of the view. */
const mostSmoothing = 0.2;

/** Stands there while a part of the axis is looked at. */
export function ResetZoom({ axis }: { axis: SharedAxis }) {
  const zoom = useValueStore(axis.zoom);
  if (!zoom) return null;
  return (
    <Tooltip label="Everything again; a double click on a chart does the same">
      <Button size="compact-xs" variant="default" onClick={() => axis.zoom.set(undefined)}>
        Reset zoom
      </Button>
    </Tooltip>
  );
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
