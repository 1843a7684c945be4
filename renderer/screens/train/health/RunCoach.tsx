import type { TimelineEvent } from '../../../../main/contract/runs/health.ts';
import type { Run } from '../../../../main/contract/runs/runs.ts';
import { useValueStore } from '../../../client/value-store.ts';
import type { RunFeed } from '../../../runs/run-feed.ts';
import { useEngineDoubt } from '../../../runs/use-engine-doubt.ts';
import type { RunChart } from '../charts/run-charts.ts';
import { CoachBar } from './CoachBar.tsx';
import { EvidenceLine } from './EvidenceLine.tsx';
import { around, evidenceFor } from './evidence.ts';
import { verdictOn } from './health-verdict.ts';

interface Props {
  run: Run;
  feed: RunFeed;
  charts: readonly RunChart[];
  /** Shows what the verdict rests on; a finding, or how the run goes. */
  onShow: (finding: TimelineEvent | undefined) => void;
}

/** The coach's verdict on a run, kept up to date. */
export function RunCoach({ run, feed, charts, onShow }: Props) {
  const timeline = useValueStore(feed.timeline);
  const ticks = useValueStore(feed.recentTicks);
  const doubt = useEngineDoubt(run);
  if (!useValueStore(feed.isLoaded)) return null;
  const verdict = verdictOn(run, timeline, ticks, doubt);
  const { finding } = verdict;
  const evidence = verdict.tone === 'waiting' ? undefined : evidenceFor(finding?.condition);
  const chart = charts.find(({ id }) => id === evidence?.chart);
  const line = chart?.lines.find(({ label }) => label === evidence?.line);
  if (!chart || !line) return <CoachBar verdict={verdict} />;
  const view = finding ? around(finding.nimg, run.config.tickKimg) : { from: 0, to: run.nimg };
  return (
    <CoachBar
      verdict={verdict}
      evidence={<EvidenceLine line={line} values={chart.values} view={view} mark={finding?.nimg} />}
      onShow={() => onShow(finding)}
    />
  );
}
