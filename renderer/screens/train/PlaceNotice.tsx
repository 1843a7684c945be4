import type { Whereabouts } from '../../../main/contract/places/places.ts';
import type { Run } from '../../../main/contract/runs/runs.ts';
import { formatMoment } from '../../format.ts';
import classes from './queue/queue.module.css';

/** Where a run is that trains elsewhere, and what it waits for; nothing while it trains there as any other would here. */
export function PlaceNotice({ run: { place, whereabouts } }: { run: Pick<Run, 'place' | 'whereabouts'> }) {
  if (place === undefined || whereabouts === undefined) return null;
  return (
    // It may hold a command, to be copied.
    <p className={`${classes.notice} selectable`} role="status" aria-label="Where it is">
      {describe(place.name, whereabouts)}
    </p>
  );
}

function describe(place: string, { phase, since, host, reason, startsAt, scheduledAs }: Whereabouts): string {
  const job = scheduledAs === undefined ? '' : ` as job ${scheduledAs}`;
  const time = formatMoment(new Date(since));
  switch (phase) {
    case 'sending':
      return `Its pictures and settings are being sent to ${place}.`;
    case 'waiting': {
      const start =
        startsAt === undefined ? '' : ` It is expected to start ${formatMoment(new Date(startsAt))}.`;
      return `Waits at ${place}${job} since ${time}: ${reason ?? 'no reason is known'}.${start}`;
    }
    case 'training':
      return `Trains at ${place}${job}, on ${host ?? 'a machine that has not said its name'}.`;
    case 'lost':
      return `Lost sight of ${host ?? 'its machine'} at ${place}${job} since ${time}. It may still train; pause or stop takes it back to its newest checkpoint here.`;
  }
}
