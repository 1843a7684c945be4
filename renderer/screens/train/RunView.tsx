import { useState } from 'react';
import type { TimelineEvent } from '../../../main/contract/runs/health.ts';
import type { Run } from '../../../main/contract/runs/runs.ts';
import { useValueStore } from '../../client/value-store.ts';
import { Loading } from '../../components/Loading.tsx';
import type { RunFeed } from '../../runs/run-feed.ts';
import { useNewest, useRunFeed } from '../../runs/use-run-feed.ts';
import { ExportMenu } from './charts/ExportMenu.tsx';
import { RunCharts } from './charts/RunCharts.tsx';
import { useRunCharts } from './charts/use-run-charts.ts';
import { CheckpointsTab } from './checkpoints/CheckpointsTab.tsx';
import { ConfigTab } from './config/ConfigTab.tsx';
import { around, evidenceFor } from './health/evidence.ts';
import { RunCoach } from './health/RunCoach.tsx';
import { TimelineList } from './health/TimelineList.tsx';
import { RunHeader } from './RunHeader.tsx';
import { RunNotice } from './RunNotice.tsx';
import { RunSide, type SideTab } from './RunSide.tsx';
import { SamplePanel } from './SamplePanel.tsx';
import classes from './train.module.css';

/** One run: state and controls, its charts, its sample grids or its life, and what the coach says of it. */
export function RunView({ listed }: { listed: Run }) {
  const feed = useRunFeed(listed.id);
  return feed ? <LiveRun feed={feed} listed={listed} /> : <Loading />;
}

function LiveRun({ feed, listed }: { feed: RunFeed; listed: Run }) {
  const run = useNewest(listed, feed);
  const timeline = useValueStore(feed.timeline);
  const { axis, all, shown, pointedAt, pointAt } = useRunCharts(feed, run.config, timeline);
  const [side, setSide] = useState<SideTab>('samples');
  const [chosen, setChosen] = useState<TimelineEvent>();

  const choose = (event: TimelineEvent) => {
    setChosen(event);
    setSide('timeline');
  };
  const show = (finding: TimelineEvent | undefined) => {
    const evidence = evidenceFor(finding?.condition);
    if (!evidence) return;
    pointAt(evidence.chart, finding ? around(finding.nimg, run.config.tickKimg) : axis.whole);
  };

  return (
    <section className={classes.run} aria-label={`Run ${run.name}`}>
      <RunHeader run={run} />
      <RunNotice run={run} />
      <div className={classes.panes}>
        <RunCharts
          axis={axis}
          charts={shown}
          events={timeline}
          pointedAt={pointedAt}
          onChooseEvent={choose}
          tools={<ExportMenu run={run} charts={shown} events={timeline} axis={axis} />}
        />
        <RunSide tab={side} onTab={setSide} events={timeline.length}>
          {side === 'samples' && <SamplePanel run={run} feed={feed} onLookAt={axis.lookedAt.set} />}
          {side === 'timeline' && <TimelineList events={timeline} chosen={chosen} onShow={show} />}
          {side === 'checkpoints' && <CheckpointsTab run={run} />}
          {side === 'config' && <ConfigTab run={run} />}
        </RunSide>
      </div>
      <RunCoach run={run} feed={feed} charts={all} onShow={show} />
    </section>
  );
}
