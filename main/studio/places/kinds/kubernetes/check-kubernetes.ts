import { z } from 'zod';
import type { KubernetesPlace, PlaceFinding } from '../../../../contract/places/places.ts';
import { jobManifest, selector } from './job-manifest.ts';
import { kubectl, pathOf } from './kubectl.ts';

/** Tries all that a job needs of a cluster; nothing is left there. */
export async function checkKubernetes(place: KubernetesPlace): Promise<PlaceFinding[]> {
  const version = await tried(() => tryVersion(place), 'Check that "kubectl version" reaches the cluster.');
  // Without an answer, nothing else can be told.
  if (!version.isOk) return [version];
  const { namespace, queue } = place;
  return [
    version,
    ...(await Promise.all([
      tried(
        () => tryClaim(place),
        `Ask for a volume claim with ReadWriteMany in the namespace ${namespace}.`,
      ),
      tried(() => tryLook(place), `Ask for the right to list jobs and pods in the namespace ${namespace}.`),
      tried(
        () => tryJob(place),
        'Change what a job asks for, or ask for the right to create and delete jobs.',
      ),
      ...(queue === undefined
        ? []
        : [tried(() => tryQueue(place, queue), 'Choose a local queue of Kueue, or leave it out.')]),
    ])),
  ];
}

async function tried(act: () => Promise<PlaceFinding>, next: string): Promise<PlaceFinding> {
  try {
    return await act();
  } catch (error) {
    return { isOk: false, sentence: error instanceof Error ? error.message : String(error), next };
  }
}

async function tryVersion(place: KubernetesPlace): Promise<PlaceFinding> {
  const { gitVersion, minor } = Version.parse(JSON.parse(await kubectl.get(place, '/version')));
  // Some clusters write "31+".
  if (Number.parseInt(minor, 10) >= leastMinor)
    return { isOk: true, sentence: `Kubernetes answers: ${gitVersion}.` };
  return {
    isOk: false,
    sentence: `The cluster has Kubernetes ${gitVersion}, which cannot start one run of a sweep again.`,
    next: `Use a cluster with version 1.${leastMinor} or later.`,
  };
}

/** From which `backoffLimitPerIndex` and `FailIndex` are there without being asked for. */
const leastMinor = 29;

async function tryClaim(place: KubernetesPlace): Promise<PlaceFinding> {
  const answer = await kubectl.get(place, pathOf(place, ['api/v1', 'persistentvolumeclaims', place.claim]));
  const { spec, status } = Claim.parse(JSON.parse(answer));
  if (!spec.accessModes.includes('ReadWriteMany')) {
    return {
      isOk: false,
      sentence: `The volume claim "${place.claim}" can be used by one machine only (${spec.accessModes.join(', ')}).`,
      next: 'Use a claim with ReadWriteMany, of the storage that the shared folder lies on.',
    };
  }
  if (status.phase === 'Bound')
    return { isOk: true, sentence: `The volume claim "${place.claim}" is bound and can be shared.` };
  return {
    isOk: false,
    sentence: `The volume claim "${place.claim}" is ${status.phase.toLowerCase()}.`,
    next: `"kubectl describe pvc ${place.claim}" says why.`,
  };
}

async function tryLook(place: KubernetesPlace): Promise<PlaceFinding> {
  const query = { labelSelector: selector, limit: '1' };
  await kubectl.get(place, pathOf(place, ['apis/batch/v1', 'jobs'], query));
  await kubectl.get(place, pathOf(place, ['api/v1', 'pods'], query));
  return { isOk: true, sentence: 'Jobs and pods can be listed.' };
}

/** The server itself says whether it would take such a sweep. */
async function tryJob(place: KubernetesPlace): Promise<PlaceFinding> {
  const jobs = ['check-1', 'check-2'].map((name) => ({ name, folder: '' }));
  const query = { dryRun: 'All', fieldValidation: 'Strict' };
  await kubectl.create(
    place,
    pathOf(place, ['apis/batch/v1', 'jobs'], query),
    jobManifest(place, jobs, 'faceloom-check'),
  );
  return { isOk: true, sentence: 'Kubernetes takes jobs with this image, these cores, cards and memory.' };
}

async function tryQueue(place: KubernetesPlace, queue: string): Promise<PlaceFinding> {
  await kubectl.get(place, pathOf(place, ['apis/kueue.x-k8s.io/v1beta1', 'localqueues', queue]));
  return { isOk: true, sentence: `Kueue has the local queue "${queue}".` };
}

const Version = z.object({ gitVersion: z.string(), minor: z.string() });
const Claim = z.object({
  spec: z.object({ accessModes: z.array(z.string()).default([]) }),
  status: z.object({ phase: z.string().default('Pending') }).default({ phase: 'Pending' }),
});
