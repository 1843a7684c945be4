import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { TimelineEvent } from '../../../../main/contract/runs/health.ts';
import { formatKimg } from '../../../format.ts';
import { eventTone } from '../charts/cluster-events.ts';
import classes from './health.module.css';

interface Props {
  /** In the order in which it happened. */
  events: readonly TimelineEvent[];
  /** The one that was chosen on the axis. */
  chosen: TimelineEvent | undefined;
  /** Shows what an event is about in the charts. */
  onShow: (event: TimelineEvent) => void;
}

/** The life of a run, newest first. */
export function TimelineList({ events, chosen, onShow }: Props) {
  const chosenRef = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is another place to scroll to.
  useEffect(() => {
    chosenRef.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <ol className={classes.timeline} aria-label="Timeline">
      {events.toReversed().map((event) => (
        <li
          key={`${event.at} ${event.kind} ${event.sentence}`}
          data-tone={eventTone(event)}
          aria-current={event === chosen || undefined}
          ref={event === chosen ? chosenRef : undefined}
        >
          <header>
            <strong>{kindNames[event.kind]}</strong>
            <span>{formatKimg(event.nimg)}</span>
            <time dateTime={event.at}>{new Date(event.at).toLocaleString([], whenFormat)}</time>
          </header>
          <p className="selectable">{event.sentence}</p>
          {event.action && <p className={`selectable ${classes.done}`}>{event.action}</p>}
          {event.suggestion && <p className={`selectable ${classes.advice}`}>{event.suggestion}</p>}
          {event.condition && event.condition !== 'weak-data' && (
            <Button size="compact-xs" variant="default" onClick={() => onShow(event)}>
              Show in chart
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}

const kindNames: Record<TimelineEvent['kind'], string> = {
  health: 'Coach',
  started: 'Started',
  adjusted: 'Adjusted',
  'taken-over': 'Took over',
  resumed: 'Resumed',
  paused: 'Paused',
  finished: 'Finished',
  interrupted: 'Interrupted',
  failed: 'Failed',
  pinned: 'Checkpoint',
  'rolled-back': 'Went back',
  damaged: 'Damaged or lost',
};

const whenFormat = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
