import type { Place } from '../../../contract/places/places.ts';
import { quoted } from '../../base/quoted.ts';
import type { PlaceKind } from './place-kind.ts';

/** A shared folder without a scheduler: a person starts the workers. */
export const folderKind: PlaceKind<Extract<Place, { kind: 'folder' }>> = {
  check: async () => [],
  submit: async (_place, jobs) => jobs.map(() => undefined),
  look: async () => new Map(),
  cancel: async () => undefined,
  withdraw: async () => undefined,
  waiting: (_place, { folder }) =>
    `start a worker there with “npm run -s faceloom -- worker ${quoted(folder)}”`,
};
