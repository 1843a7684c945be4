import type { PlaceTrials } from '../places/place-trials.ts';
import type { Places } from '../places/places.ts';
import type { ContractImplementer } from './base.ts';

export const placesRouter = (
  os: ContractImplementer,
  { places, placeTrials }: { places: Places; placeTrials: PlaceTrials },
) => ({
  list: os.places.list.handler(() => places.list()),
  add: os.places.add.handler(({ input }) => places.add(input)),
  change: os.places.change.handler(({ input: { id, choices } }) => places.change(id, choices)),
  remove: os.places.remove.handler(async ({ input }) => {
    await places.remove(input.id);
    return {};
  }),
  check: os.places.check.handler(({ input }) => places.check(input.id)),
  tryJob: os.places.tryJob.handler(({ input }) => ({ jobId: placeTrials.start(input.id) })),
});
