import { ActionIcon, Button, Menu, Slider, Tooltip } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { SharedAxis } from '../../../charts/shared-axis.ts';
import { useValueStore } from '../../../client/value-store.ts';
import classes from './charts.module.css';
import { type ChartId, chartIds, chartTitle } from './run-charts.ts';
import { chartChoices } from './shown-charts.ts';

/** Longest memory of a trend, as a share of the view. */
const mostSmoothing = 0.2;

interface Props {
  axis: SharedAxis;
  shown: ReadonlySet<ChartId>;
  /** More tools, at the right. */
  children?: ReactNode;
}

/** How the charts are shown: which, how smooth, how much of the run. */
export function ChartToolbar({ axis, shown, children }: Props) {
  const zoom = useValueStore(axis.zoom);
  const smoothing = useValueStore(axis.smoothing);
  return (
    <div className={classes.toolbar} role="toolbar" aria-label="Charts">
      <Tooltip label="An exponential average over this much of what is shown; the faint line is what was measured">
        <span>Smoothing</span>
      </Tooltip>
      <Slider
        className={classes.smoothing!}
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
      <div className={classes.tools}>
        {zoom && (
          <Tooltip label="Everything again; a double click on a chart does the same">
            <Button size="compact-xs" variant="default" onClick={() => axis.zoom.set(undefined)}>
              Reset zoom
            </Button>
          </Tooltip>
        )}
        <ChartMenu shown={shown} />
        {children}
      </div>
    </div>
  );
}

function ChartMenu({ shown }: { shown: ReadonlySet<ChartId> }) {
  const toggle = (id: ChartId) => chartChoices.set({ ...chartChoices.get(), [id]: !shown.has(id) });
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Tooltip label="Which charts are shown">
          <ActionIcon aria-label="Which charts are shown">
            <IconChartLine size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {chartIds.map((id) => (
          <Menu.CheckboxItem key={id} checked={shown.has(id)} onChange={() => toggle(id)}>
            {chartTitle(id)}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
