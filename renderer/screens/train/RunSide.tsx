import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './train.module.css';

/** What stands beside the charts of a run. */
export type SideTab = 'samples' | 'timeline' | 'checkpoints' | 'config';

interface Props {
  tab: SideTab;
  onTab: (tab: SideTab) => void;
  events: number;
  children: ReactNode;
}

/** The pane beside the charts: samples, the run's life as a list, its checkpoints, or what it was started with. */
export function RunSide({ tab, onTab, events, children }: Props) {
  return (
    <div className={classes.side}>
      <div className={classes.sideHead}>
        <SegmentedControl
          aria-label="Beside the charts"
          value={tab}
          onChange={onTab}
          data={[
            { value: 'samples', label: 'Samples' },
            { value: 'timeline', label: `Timeline (${events})` },
            { value: 'checkpoints', label: 'Checkpoints' },
            { value: 'config', label: 'Config' },
          ]}
        />
      </div>
      {children}
    </div>
  );
}
