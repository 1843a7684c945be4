import type { KubernetesPlace, Place } from '../../../../contract/places/places.ts';
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
   * An index cannot be taken out of its Job: its pod is ended. The next one finds in the job folder that nothing is to be
   * done, or finds no job folder any more.
   */
  async cancel(place, scheduled) {
    const { jobName, index } = splitName(scheduled);
    if (index === undefined) return removeJob(place, jobName);
    const labelSelector = `batch.kubernetes.io/job-name=${jobName},batch.kubernetes.io/job-completion-index=${index}`;
    await removeIfThere(place, pathOf(place, ['api/v1', 'pods'], { labelSelector }));
  },

  async withdraw(place, scheduled) {
    for (const jobName of new Set(scheduled.map((name) => splitName(name).jobName)))
      await removeJob(place, jobName);
  },

  waiting: () => 'the cluster has not started it yet',
};

/** Removes a Job and its pods. */
const removeJob = (place: KubernetesPlace, jobName: string): Promise<void> =>
  removeIfThere(
    place,
    pathOf(place, ['apis/batch/v1', 'jobs', jobName], { propagationPolicy: 'Background' }),
  );

async function removeIfThere(place: KubernetesPlace, path: string): Promise<void> {
  try {
    await kubectl.remove(place, path);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('(NotFound)'))) throw error;
  }
}

/** The name of a Job: no longer than that of a host with an index behind it may be. The end of a job's name is its own. */
const nameOf = (job: HandedJob | undefined): string =>
  `faceloom-${(job?.name ?? '').slice(-40).replace(/^-+/, '')}`;
