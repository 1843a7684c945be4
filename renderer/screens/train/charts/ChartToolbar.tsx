import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ResetZoom, SmoothingSlider } from '../../../charts/AxisTools.tsx';
import type { SharedAxis } from '../../../charts/shared-axis.ts';
import classes from './charts.module.css';
import { type ChartId, chartIds, chartTitle } from './run-charts.ts';
import { chartChoices } from './shown-charts.ts';

interface Props {
  axis: SharedAxis;
  shown: ReadonlySet<ChartId>;
  /** More tools, at the right. */
  children?: ReactNode;
}

/** How the charts are shown: which, how smooth, how much of the run. */
export function ChartToolbar({ axis, shown, children }: Props) {
  return (
    <div className={classes.toolbar} role="toolbar" aria-label="Charts">
      <SmoothingSlider axis={axis} />
      <div className={classes.tools}>
        <ResetZoom axis={axis} />
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
