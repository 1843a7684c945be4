import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PlaceId } from '../../../../contract/ids.ts';
import { type KubernetesPlace, Place, PlaceChoices } from '../../../../contract/places/places.ts';
import { tempFolderPerTest } from '../../../testing/temp-folder.ts';
import { KubernetesJob } from '../../testing/kubernetes-job.ts';
import { type KubernetesServer, startKubernetes } from '../../testing/kubernetes-server.ts';
import { standInPrograms } from '../../testing/stand-in-programs.ts';
import { jobManifest } from './job-manifest.ts';
import { kubernetesKind } from './kubernetes.ts';

const choices = {
  ...{ kind: 'kubernetes', name: 'Cluster', folder: '/mnt/shared', namespace: 'faces' },
  ...{ image: 'registry.example.org/art/faceloom:1', claim: 'faces-share' },
} as const;
type PlaceWithId = Extract<Place, { kind: 'kubernetes' }>;
function placeWith(more: Partial<KubernetesPlace> = {}): PlaceWithId {
  const place = Place.parse({ ...choices, id: PlaceId.parse('cluster'), ...more });
  if (place.kind !== 'kubernetes') throw new Error('another kind');
  return place;
}
const jobs = ['run-1-abc', 'run-2-def', 'run-3-ghi'].map((name) => ({
  name,
  folder: `/mnt/shared/jobs/${name}`,
}));
const [one] = jobs;
if (one === undefined) throw new Error('no job');
const manifestOf = (more: Partial<KubernetesPlace> = {}, some = jobs) =>
  KubernetesJob.parse(jobManifest(placeWith(more), some, 'faceloom-run'));

describe('the Job of Kubernetes', () => {
  it('is one for a run, with what a job asks for', () => {
    const { spec } = manifestOf({ cores: 8, gpus: 2, memoryGb: 16 }, [one]);
    expect(spec).toMatchObject({ completionMode: 'NonIndexed', completions: 1, backoffLimit: 3 });
    expect(spec.suspend).toBeUndefined();
    const [container] = spec.template.spec.containers;
    expect(container?.resources?.limits).toEqual({ cpu: '8', memory: '16Gi', 'nvidia.com/gpu': '2' });
    expect(container?.command?.slice(3)).toEqual(['faceloom-worker', '8', '/shared/jobs/run-1-abc']);
    expect(spec.podFailurePolicy?.rules.map(({ action }) => action)).toEqual(['Ignore', 'Ignore', 'FailJob']);
  });

  it('has an index for each run of a sweep, so many at once, and fails one without the others', () => {
    const { spec } = manifestOf({ atOnce: 2 });
    expect(spec).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 2 });
    expect(spec.backoffLimitPerIndex).toBe(3);
    expect(spec.podFailurePolicy?.rules.at(-1)?.action).toBe('FailIndex');
  });

  it('may do nothing but train: no root, no token, no new rights, no writing but in its folders', () => {
    const { spec: pod } = manifestOf({ user: 4711 }).spec.template;
    expect(pod).toMatchObject({
      ...{ automountServiceAccountToken: false, enableServiceLinks: false },
      securityContext: { runAsNonRoot: true, runAsUser: 4711, fsGroup: 4711 },
    });
    expect(pod.containers).toMatchObject([
      {
        securityContext: {
          ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
          capabilities: { drop: ['ALL'] },
        },
      },
    ]);
    expect(pod.volumes).toEqual([
      { name: 'shared', persistentVolumeClaim: { claimName: 'faces-share' } },
      { name: 'scratch', emptyDir: {} },
    ]);
  });

  it('waits for Kueue where there is a queue, and sees a part of the volume where one is named', () => {
    const { metadata, spec } = manifestOf({ queue: 'gpus', folderThere: 'art/faces' });
    expect(spec.suspend).toBe(true);
    expect(metadata.labels['kueue.x-k8s.io/queue-name']).toBe('gpus');
    expect(spec.template.spec.containers[0]?.volumeMounts?.[0]).toEqual({
      ...{ name: 'shared', mountPath: '/shared', subPath: 'art/faces' },
    });
  });
});

describe('a place with Kubernetes', () => {
  it.each([
    ['a context that is an option', { context: '--kubeconfig=x' }],
    ['a namespace that climbs', { namespace: 'a/../b' }],
    ['a namespace with a dot', { namespace: 'a.b' }],
    ['an image that is an option', { image: '-x' }],
    ['a claim with a blank', { claim: 'a b' }],
    ['a folder that climbs out of the volume', { folderThere: 'a/../../b' }],
    ['a folder that begins at the root', { folderThere: '/a' }],
    ['root', { user: 0 }],
  ])('refuses %s', (_what, more) => {
    expect(PlaceChoices.safeParse({ ...choices, ...more }).success).toBe(false);
  });

  it('may have a claim with a long name, and dots in it', () => {
    const claim = `faces.${'a'.repeat(80)}`;
    expect(PlaceChoices.parse({ ...choices, claim })).toMatchObject({ claim });
  });
});

const installed = (process.env['PATH'] ?? '')
  .split(':')
  .map((folder) => join(folder, 'kubectl'))
  .find(existsSync);
const node = process.execPath;
const standIn = join(import.meta.dirname, '..', '..', 'testing', 'stand-in-kubectl.ts');

/** Programs by a shell script are not for Windows. */
describe.skipIf(process.platform === 'win32').each([
  ['a kubectl that is installed', installed],
  ['a stand-in for kubectl', `${node} --disable-warning=ExperimentalWarning ${standIn}`],
])('the API server, asked through %s', (_which, program) => {
  const path = tempFolderPerTest();
  let server: KubernetesServer;
  beforeEach(async ({ skip }) => {
    if (program === undefined) return skip('kubectl is not installed');
    server = await startKubernetes(path());
    vi.stubEnv('KUBECONFIG', server.config);
    standInPrograms(path('bin')).program('kubectl', `exec ${program} "$@"`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    server?.close();
  });

  function stored(name: string) {
    const found = server.jobs.get(name);
    if (found === undefined) throw new Error(`the server has no Job ${name}`);
    return found;
  }

  it('makes a Job for a sweep and tells how each run stands, with the reason of the scheduler', async () => {
    const place = placeWith({ context: 'other', queue: 'gpus' });
    const names = await kubernetesKind.submit(place, jobs, 1);
    const [jobName = ''] = [...server.jobs.keys()];
    expect(names).toEqual([0, 1, 2].map((index) => `${jobName}/${index}`));
    const look = () =>
      kubernetesKind.look(
        place,
        [...names, 'faceloom-other'].filter((n) => n !== undefined),
      );
    stored(jobName).status = {
      conditions: [{ type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' }],
    };
    const waiting = { state: 'waiting', reason: 'JobSuspended: Job suspended' };
    expect([...(await look())]).toEqual(names.map((name) => [name, waiting]));
    stored(jobName).job.spec.suspend = false;
    stored(jobName).status = { completedIndexes: '0' };
    server.pods = [
      podOf(jobName, 1, { phase: 'Running' }),
      podOf(jobName, 2, {
        phase: 'Pending',
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/3 nodes are available',
          },
        ],
      }),
    ];
    expect([...(await look())]).toEqual([
      [names[0], { state: 'gone', reason: 'Complete' }],
      [names[1], { state: 'running' }],
      [names[2], { state: 'waiting', reason: 'Unschedulable: 0/3 nodes are available' }],
    ]);
    stored(jobName).status = { completedIndexes: '0', failedIndexes: '1-2' };
    expect((await look()).get(names[2] ?? '')).toEqual({ state: 'gone', reason: 'Failed' });
  });

  it('says why the container of a run does not start, and why the Job of one failed', async () => {
    const place = placeWith();
    const [name = ''] = await kubernetesKind.submit(place, [one], 1);
    expect((await kubernetesKind.look(place, [name])).get(name)).toEqual({ state: 'waiting' });
    server.pods = [
      podOf(name, undefined, { phase: 'Failed' }),
      podOf(name, undefined, {
        phase: 'Pending',
        containerStatuses: [{ state: { waiting: { reason: 'ErrImagePull', message: 'no such image' } } }],
      }),
    ];
    expect((await kubernetesKind.look(place, [name])).get(name)).toEqual({
      ...{ state: 'waiting', reason: 'ErrImagePull: no such image' },
    });
    stored(name).status = {
      conditions: [{ type: 'Failed', status: 'True', reason: 'PodFailurePolicy', message: 'exit code 1' }],
    };
    expect((await kubernetesKind.look(place, [name])).get(name)).toEqual({
      ...{ state: 'gone', reason: 'PodFailurePolicy: exit code 1' },
    });
  });

  it('takes a run out with all that belongs to it, and one of a sweep by its pod', async () => {
    const place = placeWith();
    const [name = ''] = await kubernetesKind.submit(place, [one], 1);
    await kubernetesKind.cancel(place, name);
    expect(server.jobs.size).toBe(0);
    expect(server.calls.at(-1)).toContain('propagationPolicy=Background');
    // One that is gone needs no taking out.
    await kubernetesKind.cancel(place, name);
    const [, second = ''] = await kubernetesKind.submit(place, jobs, 1);
    await kubernetesKind.cancel(place, second);
    expect(server.jobs.size).toBe(1);
    expect(decodeURIComponent(server.calls.at(-1) ?? '')).toMatch(
      /^DELETE .*pods\?labelSelector=.*job-name=faceloom-run-1-abc,.*job-completion-index=1$/,
    );
  });

  it('takes back a whole sweep with its Job', async () => {
    const place = placeWith();
    const names = await kubernetesKind.submit(place, jobs, 1);
    await kubernetesKind.withdraw(
      place,
      names.filter((name) => name !== undefined),
    );
    expect(server.jobs.size).toBe(0);
    expect(server.calls.filter((call) => call.startsWith('DELETE'))).toHaveLength(1);
  });

  it('tries all that a job needs and leaves nothing there', async () => {
    const findings = await kubernetesKind.check(placeWith({ queue: 'gpus' }));
    expect(findings.map(({ isOk, sentence }) => [isOk, sentence])).toEqual([
      [true, 'Kubernetes answers: v1.31.2.'],
      [true, 'The volume claim "faces-share" is bound and can be shared.'],
      [true, 'Jobs and pods can be listed.'],
      [true, 'Kubernetes takes jobs with this image, these cores, cards and memory.'],
      [true, 'Kueue has the local queue "gpus".'],
    ]);
    expect(server.jobs.size).toBe(0);
  });

  it('says in words what is wrong', async () => {
    server.claim = { spec: { accessModes: ['ReadWriteOnce'] }, status: { phase: 'Bound' } };
    const found = await kubernetesKind.check(placeWith({ queue: 'none' }));
    expect(found.filter(({ isOk }) => !isOk)).toEqual([
      {
        isOk: false,
        sentence: 'The volume claim "faces-share" can be used by one machine only (ReadWriteOnce).',
        next: expect.stringContaining('ReadWriteMany'),
      },
      {
        isOk: false,
        sentence: expect.stringContaining('localqueues "none" not found'),
        next: expect.stringContaining('queue'),
      },
    ]);
    server.version = { gitVersion: 'v1.27.3', minor: '27+' };
    expect((await kubernetesKind.check(placeWith()))[0]).toMatchObject({
      ...{ isOk: false, next: 'Use a cluster with version 1.29 or later.' },
    });
    expect(await kubernetesKind.check(placeWith({ context: 'nowhere' }))).toMatchObject([
      { isOk: false, sentence: expect.stringContaining('context "nowhere" does not exist') },
    ]);
  });

  it('starts the worker of its own index', () => {
    const [container] = manifestOf().spec.template.spec.containers;
    const [shell = '', ...args] = container?.command ?? [];
    const folder = path('shared', 'jobs', 'run-2-def');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path('bin', 'faceloom'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    chmodSync(path('bin', 'faceloom'), 0o755);
    const here = args.map((arg) => arg.replace(/^\/shared\//, `${path('shared')}/`));
    execFileSync(shell, here, { env: { ...process.env, JOB_COMPLETION_INDEX: '1' } });
    expect(readFileSync(join(folder, 'worker.log'), 'utf8').trim().split('\n')).toEqual([
      ...['worker', folder, '--threads', '2'],
    ]);
    // That of another index was taken back while it waited: its pod ends well, and is not started again.
    execFileSync(shell, here, { env: { ...process.env, JOB_COMPLETION_INDEX: '2' } });
    expect(existsSync(path('shared', 'jobs', 'run-3-ghi'))).toBe(false);
  });
});

let made = 0;
/** A pod as the server lists it; later ones are newer. */
const podOf = (jobName: string, index: number | undefined, status: object) => ({
  metadata: {
    creationTimestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, made++)).toISOString(),
    labels: { 'batch.kubernetes.io/job-name': jobName },
    annotations: index === undefined ? {} : { 'batch.kubernetes.io/job-completion-index': String(index) },
  },
  status,
});
