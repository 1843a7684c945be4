import { StudioError } from '../../../contract/errors.ts';
import type { Place } from '../../../contract/places/places.ts';
import type { StartRunInput } from '../../../contract/runs/runs.ts';
import type { Places } from '../../places/places.ts';

/** Where runs are to train, with what cannot be had there refused; undefined = on this computer. */
export function placeOf(
  places: Places,
  { place, schedule, stopBelowKid }: Pick<StartRunInput, 'place' | 'schedule' | 'stopBelowKid'>,
): Place | undefined {
  if (place === undefined) return undefined;
  if (schedule === undefined && stopBelowKid === undefined) return places.get(place);
  throw new StudioError(
    'INVALID_INPUT',
    'Times of day, and a KID to stop at, are looked after on this computer only.',
    { next: 'Leave them out, or train here.' },
  );
}
