import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PlaceId } from '../../../contract/ids.ts';
import { Place, PlaceChoices } from '../../../contract/places/places.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { readQueue, slurmKind, submission } from './slurm.ts';

const choices = {
  kind: 'slurm',
  name: 'Cluster',
  folder: '/mnt/shared',
  program: '/scratch/faceloom',
} as const;
const placeWith = (more: object) => {
  const place = Place.parse({ ...choices, id: PlaceId.parse('cluster'), ...more });
  if (place.kind !== 'slurm') throw new Error('another kind');
  return place;
};
const jobs = [
  { name: 'run-1', folder: '/mnt/shared/jobs/run-1' },
  { name: 'run-2', folder: '/mnt/shared/jobs/run-2' },
];

it('submits one run as one job, with what a job asks for', () => {
  const place = placeWith({ partition: 'gpu', account: 'art', cores: 8, gpus: 1, memoryGb: 16, hours: 2.5 });
  expect(submission(place, jobs.slice(0, 1), 1)).toEqual([
    ...['--parsable', '--job-name=faceloom', '--output=/dev/null', '--requeue', '--signal=B:USR1@120'],
    ...['--export=NONE', '--cpus-per-task=8', '--gres=gpu:1', '--mem=16G', '--time=150', '--partition=gpu'],
    ...['--account=art', '/mnt/shared/slurm-worker.sh', '/scratch/faceloom', '/mnt/shared/jobs/run-1'],
  ]);
});

it('asks for a task with cores, memory and a card for each rank', () => {
  const args = submission(placeWith({ cores: 6, gpus: 4, memoryGb: 16 }), jobs.slice(0, 1), 3);
  expect(args).toEqual(expect.arrayContaining(['--ntasks=3', '--cpus-per-task=6', '--gpus-per-task=1']));
  // 16 GB for the six cores of a rank.
  expect(args).toContain('--mem-per-cpu=2731M');
  expect(args.filter((arg) => /^--(gres|mem)=/.test(arg))).toEqual([]);
});

it('submits a sweep as an array with a limit, by the paths of the cluster', () => {
  const args = submission(placeWith({ folderThere: '/scratch/shared', atOnce: 3 }), jobs, 1);
  expect(args).toContain('--array=0-1%3');
  expect(args.some((arg) => /^--(gres|mem|partition|account)/.test(arg))).toBe(false);
  expect(args.slice(-4)).toEqual([
    ...[
      '/scratch/shared/slurm-worker.sh',
      '/scratch/faceloom',
      '/scratch/shared/jobs/run-1',
      '/scratch/shared/jobs/run-2',
    ],
  ]);
});

it.each([
  ['a host that is an option', { host: '-oProxyCommand=x' }],
  ['a path that a shell would read', { program: '/scratch/$(x)' }],
  ['a relative program', { program: 'faceloom' }],
  ['a partition with a blank', { partition: 'a b' }],
  ['an account that is an option', { account: '--wrap' }],
  ['a relative folder', { folder: '../shared' }],
  ['a shared folder that the shell of a host would read', { host: 'login', folder: '/mnt/$(x); y' }],
  ['a shared folder of Windows that a host does not know', { host: 'login', folder: 'Z:\\shared' }],
])('refuses %s', (_what, more) => {
  expect(PlaceChoices.safeParse({ ...choices, ...more }).success).toBe(false);
});

it.each([
  ['any characters where no shell reads them', { folder: '/mnt/shared faces' }],
  [
    'a folder of Windows with one that the cluster knows',
    { host: 'login', folder: 'Z:\\a b', folderThere: '/b' },
  ],
])('takes %s', (_what, more) => {
  expect(PlaceChoices.safeParse({ ...choices, ...more }).success).toBe(true);
});

it('says where the path there is missing', () => {
  const { error } = PlaceChoices.safeParse({ ...choices, host: 'login', folder: '/mnt/a b' });
  expect(error?.issues).toMatchObject([{ path: ['folderThere'], message: expect.stringContaining('host') }]);
});

/** As Slurm 22.05 answers; later ones put states into lists and numbers into objects. */
const answers = {
  '22.05': [
    {
      job_id: 5,
      array_job_id: 4,
      array_task_id: 0,
      job_state: 'RUNNING',
      state_reason: 'None',
      start_time: 1_796_040_899,
    },
    {
      job_id: 4,
      array_job_id: 4,
      array_task_id: null,
      job_state: 'PENDING',
      state_reason: 'JobArrayTaskLimit',
      start_time: 0,
    },
    {
      job_id: 7,
      array_job_id: 0,
      array_task_id: null,
      job_state: 'CANCELLED',
      state_reason: 'None',
      start_time: 1,
    },
  ],
  '24.11': [
    {
      ...{ job_id: 5, job_state: ['RUNNING'], state_reason: 'None' },
      array_job_id: { set: true, infinite: false, number: 4 },
      array_task_id: { set: true, infinite: false, number: 0 },
      start_time: { set: true, infinite: false, number: 1_796_040_899 },
    },
    {
      ...{ job_id: 4, job_state: ['PENDING'], state_reason: 'JobArrayTaskLimit' },
      array_job_id: { set: true, infinite: false, number: 4 },
      array_task_id: { set: false, infinite: false, number: 0 },
      start_time: { set: true, infinite: false, number: 0 },
    },
    {
      ...{ job_id: 7, job_state: ['CANCELLED'], state_reason: 'None' },
      array_job_id: { set: true, infinite: false, number: 0 },
      array_task_id: { set: false, infinite: false, number: 0 },
      start_time: { set: true, infinite: false, number: 1 },
    },
  ],
};

it.each(Object.entries(answers))('reads the queue of Slurm %s', (_version, queued) => {
  const answer = JSON.stringify({ meta: {}, errors: [], jobs: queued });
  expect(readQueue(answer, ['4_0', '4_1', '7', '9'])).toEqual(
    new Map([
      ['4_0', { state: 'running' }],
      ['4_1', { state: 'waiting', reason: 'JobArrayTaskLimit' }],
      ['7', { state: 'gone', reason: 'CANCELLED' }],
    ]),
  );
});

it('tells when a job that waits may start', () => {
  const job = { job_id: 7, job_state: 'PENDING', state_reason: 'Resources', start_time: 1_796_040_899 };
  expect(readQueue(JSON.stringify({ jobs: [job] }), ['7']).get('7')).toEqual({
    ...{ state: 'waiting', reason: 'Resources', startsAt: '2026-11-30T12:14:59.000Z' },
  });
});

describe.skipIf(process.platform === 'win32')('the programs of Slurm', () => {
  const path = tempFolderPerTest();
  afterEach(() => vi.unstubAllEnvs());

  /** Programs that note their arguments, a line each, and answer. */
  function program(name: string, answer: string): void {
    mkdirSync(path('bin'), { recursive: true });
    const script = `#!/bin/sh\nprintf '%s\\n' "$@" > ${path(`${name}.arguments`)}\n${answer}\n`;
    writeFileSync(path('bin', name), script);
    chmodSync(path('bin', name), 0o755);
    vi.stubEnv('PATH', `${path('bin')}:${process.env['PATH']}`);
  }
  const argumentsOf = (name: string) =>
    readFileSync(path(`${name}.arguments`), 'utf8')
      .trim()
      .split('\n');

  it('calls the programs of the host, never with an option in its place', async () => {
    program('ssh', 'echo "7;cluster"');
    const place = placeWith({
      folder: path(),
      host: 'user@login.example.org',
      folderThere: '/scratch/shared',
    });
    expect(await slurmKind.submit(place, jobs, 1)).toEqual(['7_0', '7_1']);
    const [options, rest] = [argumentsOf('ssh').slice(0, 6), argumentsOf('ssh').slice(6)];
    expect(options).toEqual([
      ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15', '--', 'user@login.example.org'],
    ]);
    expect(rest).toEqual(['sbatch', ...submission(place, jobs, 1)]);
    // Whatever the shell there makes of them is what was meant.
    for (const each of rest) expect(each).toMatch(/^[\w@%+=:,./-]+$/);
  });

  it('reads an old place whose path a shell would read, and refuses to use it', async () => {
    program('ssh', 'echo 7');
    const place = placeWith({ folder: path(), host: 'login' });
    const old = { ...place, folder: `${path()} $(x)` };
    await expect(slurmKind.cancel(Place.parse(old) as typeof place, '7')).rejects.toMatchObject({
      ...{ code: 'PLACE_UNUSABLE', data: { next: expect.stringContaining('as the cluster sees it') } },
    });
    expect(existsSync(path('ssh.arguments'))).toBe(false);
  });

  it.each([
    ['the usual partition', {}, 1.5, '1.5'],
    ['a partition that is named', { partition: 'short' }, 0.5, '0.5'],
    ['the longest of several', { partition: 'short,week' }, 7 * 24, '168'],
    ['one without a limit', { partition: 'free' }, 24 * 30, undefined],
    ['one that sinfo does not name', { partition: 'other' }, 24 * 30, undefined],
  ])('checks the hours against what %s allows', async (_what, more, most, said) => {
    program('sbatch', '');
    const limits = ['all*=1:30:00', 'short=30:00', 'week=7-00:00:00', 'free=infinite', 'none=n/a'];
    program(
      'sinfo',
      `case "$*" in *version*) echo slurm ;; *) printf '%s\\n' '${limits.join("' '")}' ;; esac`,
    );
    const check = async (hours: number) =>
      (await slurmKind.check(placeWith({ folder: path(), hours, ...more })))[1];
    expect(await check(most)).toMatchObject({ isOk: true });
    if (said === undefined) return;
    expect(await check(most + 0.1)).toMatchObject({
      isOk: false,
      sentence: expect.stringContaining(`for ${said} h at most`),
      next: expect.stringContaining(`hours to ${said} or less`),
    });
  });

  it('finds no job where Slurm has forgotten the only one that is followed', async () => {
    // As squeue does: it fails for one id that is not known, and leaves it out of several.
    const fails = 'echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1';
    program('squeue', `case "$3" in *,*) echo '{"jobs": []}' ;; *) ${fails} ;; esac`);
    expect(await slurmKind.look(placeWith({ folder: path() }), ['7'])).toEqual(new Map());
    expect(await slurmKind.look(placeWith({ folder: path() }), ['7_0', '7_1'])).toEqual(new Map());
  });

  it('says what the program said when it failed, and which is missing', async () => {
    program('ssh', 'echo "Permission denied (publickey)." >&2; exit 255');
    const place = placeWith({ folder: path(), host: 'login' });
    await expect(slurmKind.cancel(place, '7_1')).rejects.toMatchObject({
      ...{ code: 'PLACE_UNUSABLE', message: 'ssh failed: Permission denied (publickey).' },
    });
    program('ssh', 'echo "sinfo: fatal: no configuration" >&2; exit 1');
    await expect(slurmKind.cancel(place, '7_1')).rejects.toMatchObject({
      message: 'ssh failed: sinfo: fatal: no configuration.',
    });
    vi.stubEnv('PATH', path());
    await expect(slurmKind.cancel(place, '7_1')).rejects.toMatchObject({
      message: 'The program "ssh" is not on this computer.',
    });
  });
});
