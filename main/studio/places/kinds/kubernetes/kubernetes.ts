import type { Place } from '../../../../contract/places/places.ts';
import type { HandedJob, PlaceKind } from '../place-kind.ts';
import { checkKubernetes } from './check-kubernetes.ts';
import { jobManifest, selector } from './job-manifest.ts';
import { kubectl, pathOf } from './kubectl.ts';
import { readJobs, splitName } from './read-jobs.ts';

/** Kubernetes decides when and where: one Job for a run, or for all of a sweep. */
export const kubernetesKind: PlaceKind<Extract<Place, { kind: 'kubernetes' }>> = {
  check: checkKubernetes,

  async submit(place, jobs) {
    const name = nameOf(jobs[0]);
    const strict = { fieldValidation: 'Strict' };
    await kubectl.create(
      place,
      pathOf(place, ['apis/batch/v1', 'jobs'], strict),
      jobManifest(place, jobs, name),
    );
    return jobs.length === 1 ? [name] : jobs.map((_, index) => `${name}/${index}`);
  },

  async look(place, scheduled) {
    const labelSelector = selector;
    const [jobs, pods] = await Promise.all([
      kubectl.get(place, pathOf(place, ['apis/batch/v1', 'jobs'], { labelSelector })),
      kubectl.get(place, pathOf(place, ['api/v1', 'pods'], { labelSelector })),
    ]);
    return readJobs({ jobs, pods }, scheduled);
  },

  /**
   * An index cannot be taken out of its Job: its pod is ended, and the next one finds in the job folder that nothing is to
   * be done.
   */
  async cancel(place, scheduled) {
    const { jobName, index } = splitName(scheduled);
    const labelSelector = `batch.kubernetes.io/job-name=${jobName},batch.kubernetes.io/job-completion-index=${index}`;
    const path =
      index === undefined
        ? pathOf(place, ['apis/batch/v1', 'jobs', jobName], { propagationPolicy: 'Background' })
        : pathOf(place, ['api/v1', 'pods'], { labelSelector });
    try {
      await kubectl.remove(place, path);
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('(NotFound)'))) throw error;
    }
  },

  waiting: () => 'the cluster has not started it yet',
};

/** The name of a Job: no longer than that of a host with an index behind it may be. The end of a job's name is its own. */
const nameOf = (job: HandedJob | undefined): string =>
  `faceloom-${(job?.name ?? '').slice(-40).replace(/^-+/, '')}`;
