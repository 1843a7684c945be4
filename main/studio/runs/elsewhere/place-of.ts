import { StudioError } from '../../../contract/errors.ts';
import type { Place } from '../../../contract/places/places.ts';
import type { StartRunInput } from '../../../contract/runs/runs.ts';
import { isInstalledProgram } from '../../../program/installed-program.ts';
import type { Places } from '../../places/places.ts';

/** A place, and how many processes are to share each training there. */
export interface Target {
  place: Place;
  ranks: number;
}

/** Where runs are to train, with what cannot be had there refused; undefined = on this computer. */
export function placeOf(
  places: Places,
  {
    place,
    schedule,
    stopBelowKid,
    ranks,
  }: Pick<StartRunInput, 'place' | 'schedule' | 'stopBelowKid' | 'ranks'>,
): Target | undefined {
  if (place === undefined && ranks === undefined) return undefined;
  if (place === undefined) throw ranksNeedPlace();
  if (schedule === undefined && stopBelowKid === undefined) return targetAt(places.get(place), ranks);
  throw new StudioError(
    'INVALID_INPUT',
    'Times of day, and a KID to stop at, are looked after on this computer only.',
    { next: 'Leave them out, or train here.' },
  );
}

/** As many processes as were asked for, or else as the place says. */
export function targetAt(place: Place, asked: number | undefined): Target {
  const ranks = asked ?? ('ranks' in place ? place.ranks : 1);
  if (ranks === 1 || place.kind !== 'kubernetes') return { place, ranks };
  throw new StudioError('INVALID_INPUT', 'Several processes cannot share a training in Kubernetes.', {
    next: 'Train it there in one process, or with ranks at a place of another kind.',
    subject: 'ranks',
  });
}

/** Processes that share trainings of this computer are chosen when Faceloom starts. */
export const ranksNeedPlace = () =>
  new StudioError('INVALID_INPUT', 'How many processes share a training is chosen for places.', {
    next: isInstalledProgram
      ? 'Choose a place.'
      : 'Choose a place, or train here with "faceloom train --ranks".',
    subject: 'ranks',
  });
