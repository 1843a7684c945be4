import type { Job } from '../../contract/system/jobs.ts';

/**
 * Whether long work keeps this computer busy now. Trainings are left to the run queue (`isTraining`, `assertIdle`): theirs
 * run while they wait or train elsewhere as well. A place is tried by its own machine, which may let it wait for days.
 */
export const worksHere = ({ kind, state }: Pick<Job, 'kind' | 'state'>): boolean =>
  state === 'running' && kind !== 'train' && kind !== 'try-place';
