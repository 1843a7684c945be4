import { z } from 'zod';
import { PlaceId } from '../ids.ts';
import { Nothing, procedure, StartedJob } from '../procedure.ts';
import { Place, PlaceChoices, PlaceFinding } from './places.ts';

const placeOf = z.object({ id: PlaceId });

/** Places to train besides this computer. */
export const placeProcedures = {
  list: procedure.output(z.array(Place)),
  add: procedure.input(PlaceChoices).output(Place),
  /** Its kind stays. Refused while runs are there. */
  change: procedure.input(placeOf.extend({ choices: PlaceChoices })).output(Place),
  /** Refused while runs are there. */
  remove: procedure.input(placeOf).output(Nothing),
  /** Tries all that a run needs there. */
  check: procedure.input(placeOf).output(z.array(PlaceFinding)),
  /** Lets a machine there train a tiny job, which may have to wait for it. */
  tryJob: procedure.input(placeOf).output(StartedJob),
};
