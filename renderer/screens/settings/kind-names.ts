import type { Place } from '../../../main/contract/places/places.ts';

/** What kinds of places are called. */
export const kindNames: Record<Place['kind'], string> = {
  folder: 'A shared folder',
  slurm: 'A cluster with Slurm',
  kubernetes: 'A cluster with Kubernetes',
};
