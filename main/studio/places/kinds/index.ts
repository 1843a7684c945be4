import type { Place } from '../../../contract/places/places.ts';
import { folderKind } from './folder.ts';
import { kubernetesKind } from './kubernetes/kubernetes.ts';
import type { PlaceKind, PlaceKinds } from './place-kind.ts';
import { slurmKind } from './slurm.ts';

/** What is done with a place, by its kind. */
export const kindOf = (place: Place): PlaceKind => placeKinds[place.kind] as PlaceKind;

/** Every kind of place, one file each. */
const placeKinds: PlaceKinds = { folder: folderKind, slurm: slurmKind, kubernetes: kubernetesKind };
