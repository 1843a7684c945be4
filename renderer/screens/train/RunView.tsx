import { useState } from 'react';
import type { Run } from '../../../main/contract/runs.ts';
import { lossLines, outputLines } from '../../charts/charts.ts';
import { SeriesChart } from '../../charts/SeriesChart.tsx';
import { RunHeader } from './RunHeader.tsx';
import { RunNotice } from './RunNotice.tsx';
import type { RunFeed } from './run-feed.ts';
import { SamplePanel } from './SamplePanel.tsx';
import classes from './train.module.css';
import { useNewest, useRunFeed } from './use-run-feed.ts';

/** One run: state and controls, losses, the discriminator's outputs, and its sample grids. */
export function RunView({ listed }: { listed: Run }) {
  const feed = useRunFeed(listed.id);
  return feed ? <LiveRun feed={feed} listed={listed} /> : null;
}

function LiveRun({ feed, listed }: { feed: RunFeed; listed: Run }) {
  const run = useNewest(listed, feed);
  // The kimg of an older sample that is being looked at; undefined while the newest is shown.
  const [lookedAt, setLookedAt] = useState<number>();
  const marker = lookedAt === undefined ? {} : { marker: lookedAt };

  return (
    <section className={classes.run} aria-label={`Run ${run.name}`}>
      <RunHeader run={run} />
      <RunNotice run={run} />
      <div className={classes.panes}>
        <div className={classes.charts}>
          <SeriesChart
            label="Losses"
            series={feed.series}
            subscribe={feed.onSeries}
            lines={lossLines}
            unit="nats"
            {...marker}
          />
          <SeriesChart
            label="Discriminator says real"
            series={feed.series}
            subscribe={feed.onSeries}
            lines={outputLines}
            unit="probability"
            max={1}
            {...marker}
          />
        </div>
        <SamplePanel run={run} feed={feed} onLookAt={setLookedAt} />
      </div>
    </section>
  );
}
