import { Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import type { TimelineEvent } from '../../../../main/contract/runs/health.ts';
import { plotInset } from '../../../charts/plot.ts';
import type { SharedAxis } from '../../../charts/shared-axis.ts';
import { useView } from '../../../charts/use-view.ts';
import { formatKimg } from '../../../format.ts';
import classes from './charts.module.css';
import { clusterEvents, type EventCluster } from './cluster-events.ts';

interface Props {
  axis: SharedAxis;
  events: readonly TimelineEvent[];
  onChoose: (event: TimelineEvent) => void;
}

/** The run's life along the axis: a mark for each event, its sentence on hover, its place in the list on click. */
export function EventLane({ axis, events, onChoose }: Props) {
  const { ref, width } = useElementSize();
  const { from, to } = useView(axis);
  const { to: newest } = axis.whole;
  const apart = ((to - from) / Math.max(1, width)) * apartPixels;
  const clusters = useMemo(() => clusterEvents(events, { apart, newest }), [events, apart, newest]);
  return (
    <section
      className={classes.lane}
      style={{ marginLeft: plotInset.left, marginRight: plotInset.right }}
      ref={ref}
      aria-label="Events"
    >
      {clusters
        .filter(({ nimg }) => nimg >= from && nimg <= to)
        .map((cluster) => (
          <Tooltip
            key={cluster.nimg}
            label={<Sentences cluster={cluster} />}
            multiline
            maw={360}
            openDelay={100}
          >
            <button
              type="button"
              className={classes.mark}
              data-tone={cluster.tone}
              style={{ left: `${((cluster.nimg - from) / (to - from)) * 100}%` }}
              aria-label={describe(cluster)}
              onClick={() => onChoose(cluster.events[cluster.events.length - 1])}
            >
              {cluster.events.length > 1 ? cluster.events.length : ''}
            </button>
          </Tooltip>
        ))}
    </section>
  );
}

/** Pixels between two marks that can be told apart. */
const apartPixels = 14;

/** How many events they are, as the mark shows it, and what they say. */
function describe({ events }: EventCluster): string {
  const sentences = events.map(({ sentence }) => sentence).join(' ');
  return events.length > 1 ? `${events.length} events: ${sentences}` : sentences;
}

/** Sentences in one hint at most. */
const mostSentences = 6;

function Sentences({ cluster: { events } }: { cluster: EventCluster }) {
  const more = events.length - mostSentences;
  return (
    <>
      {events.slice(-mostSentences).map(({ at, nimg, sentence }) => (
        <div key={`${at} ${sentence}`}>
          {formatKimg(nimg)} · {sentence}
        </div>
      ))}
      {more > 0 && <div>and {more} before</div>}
    </>
  );
}
