import { posix } from 'node:path';
import type { KubernetesPlace } from '../../../../contract/places/places.ts';
import { jobFolderThere } from '../../../../job-folder/job-paths.ts';
import type { HandedJob } from '../place-kind.ts';

/**
 * A Job of Kubernetes (batch/v1) that trains runs, an index for each of several:
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/
 */
export function jobManifest(place: KubernetesPlace, jobs: readonly HandedJob[], name: string) {
  const { namespace, queue, atOnce } = place;
  const isSweep = jobs.length > 1;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...{ name, namespace },
      labels: { ...label, ...(queue === undefined ? {} : { 'kueue.x-k8s.io/queue-name': queue }) },
    },
    spec: {
      // Kueue lets it begin.
      ...(queue === undefined ? {} : { suspend: true }),
      ...(isSweep
        ? { completionMode: 'Indexed', completions: jobs.length, parallelism: Math.min(atOnce, jobs.length) }
        : { completionMode: 'NonIndexed', completions: 1, parallelism: 1 }),
      ...(isSweep ? { backoffLimitPerIndex: mostDeaths } : { backoffLimit: mostDeaths }),
      podFailurePolicy: {
        rules: [
          // Its node was needed, or was drained.
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          // It wants to be started again, and goes on from its checkpoint.
          { action: 'Ignore', onExitCodes: onExitCode(85) },
          // It has said why it failed, and would fail again.
          { action: isSweep ? 'FailIndex' : 'FailJob', onExitCodes: onExitCode(1) },
        ],
      },
      ttlSecondsAfterFinished: 24 * 3600,
      template: { metadata: { labels: label }, spec: podOf(place, jobs) },
    },
  };
}

/** What all that belongs to Faceloom is found by. */
const label = { 'app.kubernetes.io/name': 'faceloom' };
export const selector = 'app.kubernetes.io/name=faceloom';

function podOf(place: KubernetesPlace, jobs: readonly HandedJob[]) {
  const { image, claim, folderThere, user, cores, gpus, memoryGb } = place;
  const amounts = {
    cpu: String(cores),
    ...(memoryGb === undefined ? {} : { memory: `${memoryGb}Gi` }),
    // Cards are limits only, which Kubernetes takes for the request as well.
    ...(gpus === 0 ? {} : { 'nvidia.com/gpu': String(gpus) }),
  };
  return {
    restartPolicy: 'Never',
    // A worker asks nothing of the cluster.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // For a checkpoint.
    terminationGracePeriodSeconds: 120,
    securityContext: {
      runAsNonRoot: true,
      ...{ runAsUser: user, runAsGroup: user, fsGroup: user },
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: containerName,
        image,
        command: [
          ...['/bin/sh', '-c', script, 'faceloom-worker', String(cores)],
          ...jobs.map(({ name }) => jobFolderThere(sharedThere, name)),
        ],
        env: [{ name: 'HOME', value: scratch }],
        resources: { requests: amounts, limits: amounts },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [
          {
            ...{ name: 'shared', mountPath: sharedThere },
            ...(folderThere === undefined ? {} : { subPath: posix.normalize(folderThere) }),
          },
          { name: 'scratch', mountPath: scratch },
        ],
      },
    ],
    volumes: [
      { name: 'shared', persistentVolumeClaim: { claimName: claim } },
      { name: 'scratch', emptyDir: {} },
    ],
  };
}

/**
 * Its arguments are the threads and the job folders, of which an index takes its own. One without a folder was taken back
 * while it waited: nothing is to be done.
 */
const script = `threads=$1
shift
shift "\${JOB_COMPLETION_INDEX:-0}"
[ -d "$1" ] || exit 0
exec faceloom worker "$1" --threads "$threads" >> "$1/worker.log" 2>&1
`;

const containerName = 'worker';
const sharedThere = '/shared';
const scratch = '/tmp';

/** Workers that die without a word, by a full memory for example, are started again so many times. */
const mostDeaths = 3;

const onExitCode = (code: number) => ({ containerName, operator: 'In', values: [code] });
