import { join, posix } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import { isPlainThere, type Place, type PlaceFinding } from '../../../contract/places/places.ts';
import { writeFileAtomic } from '../../../disk/atomic-file.ts';
import { jobFolderThere } from '../../../job-folder/job-paths.ts';
import { checkPlace } from '../check-place.ts';
import { runProgram } from '../run-program.ts';
import type { HandedJob, PlaceKind, Scheduled } from './place-kind.ts';
import { longestMinutes, timeLimitArguments } from './slurm-time-limit.ts';

type Slurm = Extract<Place, { kind: 'slurm' }>;

/** Slurm decides when and where: https://slurm.schedmd.com/sbatch.html and squeue.html. */
export const slurmKind: PlaceKind<Slurm> = {
  async check(place) {
    await writeScript(place);
    const tests = [tryVersion(place), trySubmission(place)];
    return Promise.all(tests);
  },

  async submit(place, jobs, ranks) {
    await writeScript(place);
    const answer = await call(place, 'sbatch', submission(place, jobs, ranks));
    // "123" or "123;cluster"
    const id = /^\d+/.exec(answer.trim())?.[0];
    if (id === undefined) throw unusable(place, `sbatch answered "${answer.trim().slice(0, 200)}"`);
    return jobs.length === 1 ? [id] : jobs.map((_, index) => `${id}_${index}`);
  },

  async look(place, scheduled) {
    const ids = [...new Set(scheduled.map((each) => each.split('_')[0]))];
    // squeue fails when it is asked for one job that Slurm has forgotten, but leaves it out when asked for several: an id
    // that stands alone is given twice.
    const asked = ids.length === 1 ? [...ids, ...ids] : ids;
    const answer = await call(place, 'squeue', ['--json', '--states=all', `--jobs=${asked.join(',')}`]);
    return readQueue(answer, scheduled);
  },

  async cancel(place, scheduled) {
    await call(place, 'scancel', ['--quiet', scheduled]);
  },

  async withdraw(place, scheduled) {
    for (const id of scheduled) await this.cancel(place, id);
  },

  waiting: () => 'the cluster has not started it yet',
};

/** The arguments of sbatch for jobs of so many processes. Each is one argument: nothing is for a shell. */
export function submission(place: Slurm, jobs: readonly HandedJob[], ranks: number): string[] {
  const { hours, partition, account, atOnce, program } = place;
  const there = folderThere(place);
  return [
    '--parsable',
    '--job-name=faceloom',
    // The script writes into the folder of its job.
    '--output=/dev/null',
    '--requeue',
    // Two minutes are left for a checkpoint; to the script alone, which hands it on.
    '--signal=B:USR1@120',
    '--export=NONE',
    ...resources(place, ranks),
    `--time=${wholeMinutes(hours)}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...(jobs.length === 1 ? [] : [`--array=0-${jobs.length - 1}%${atOnce}`]),
    posix.join(there, scriptName),
    program,
    ...jobs.map(({ name }) => jobFolderThere(there, name)),
  ];
}

const wholeMinutes = (hours: number): number => Math.ceil(hours * 60);

/** What a job asks for. Of several ranks each has the cores and the memory of a job, and one card, wherever it runs. */
function resources({ cores, gpus, memoryGb }: Slurm, ranks: number): string[] {
  const ofEachRank = [`--cpus-per-task=${cores}`];
  if (ranks === 1) {
    if (gpus > 0) ofEachRank.push(`--gres=gpu:${gpus}`);
    if (memoryGb !== undefined) ofEachRank.push(`--mem=${memoryGb}G`);
    return ofEachRank;
  }
  if (gpus > 0) ofEachRank.push('--gpus-per-task=1');
  // Slurm counts memory by nodes or by cores, and where ranks run is for Slurm to say.
  if (memoryGb !== undefined) ofEachRank.push(`--mem-per-cpu=${Math.ceil((memoryGb * 1024) / cores)}M`);
  return [`--ntasks=${ranks}`, ...ofEachRank];
}

/**
 * Takes what `squeue --json` says of jobs. Its numbers and states are written differently from one version of Slurm to the
 * next; elements of an array that wait are one entry without a number of their own.
 */
export function readQueue(answer: string, scheduled: readonly string[]): Map<string, Scheduled> {
  const jobs = QueueAnswer.parse(JSON.parse(answer)).jobs;
  const found = new Map<string, Scheduled>();
  for (const name of scheduled) {
    const [id, element] = name.split('_').map(Number);
    const job =
      element === undefined
        ? jobs.find(({ job_id }) => job_id === id)
        : (jobs.find((each) => each.array_job_id === id && each.array_task_id === element) ??
          jobs.find((each) => each.array_job_id === id && each.array_task_id === undefined));
    if (job !== undefined) found.set(name, toScheduled(job));
  }
  return found;
}

/** A number, or an object that says whether there is one. */
const SlurmNumber = z
  .union([
    z.number(),
    z
      .object({ set: z.boolean(), number: z.number() })
      .transform(({ set, number }) => (set ? number : undefined)),
    z.null().transform(() => undefined),
  ])
  .optional();

const QueuedJob = z.object({
  job_id: z.number(),
  array_job_id: SlurmNumber,
  array_task_id: SlurmNumber,
  job_state: z.union([z.string(), z.array(z.string()).transform((states) => states[0] ?? '')]),
  state_reason: z.string().default(''),
  /** Seconds since 1970; the estimate of a job that waits. 0 = none. */
  start_time: SlurmNumber,
});
const QueueAnswer = z.object({ jobs: z.array(QueuedJob) });

const waitingStates: ReadonlySet<string> = new Set([
  ...['PENDING', 'CONFIGURING', 'REQUEUED', 'REQUEUE_FED', 'REQUEUE_HOLD', 'SPECIAL_EXIT', 'RESV_DEL_HOLD'],
]);
const runningStates: ReadonlySet<string> = new Set([
  ...['RUNNING', 'COMPLETING', 'SUSPENDED', 'RESIZING', 'SIGNALING', 'STAGE_OUT', 'STOPPED'],
]);

function toScheduled({ job_state, state_reason, start_time }: z.infer<typeof QueuedJob>): Scheduled {
  if (runningStates.has(job_state)) return { state: 'running' };
  const hasReason = state_reason !== '' && state_reason !== 'None';
  if (!waitingStates.has(job_state)) return { state: 'gone', reason: job_state };
  return {
    state: 'waiting',
    ...(hasReason ? { reason: state_reason } : {}),
    ...(start_time === undefined || start_time === 0
      ? {}
      : { startsAt: new Date(start_time * 1000).toISOString() }),
  };
}

/**
 * What Slurm runs on a node. Its arguments are the clone of Faceloom and the job folders, of which an element of an array
 * takes its own. A worker that ends with 85 wants to be started again: the script asks for that where the time was up. After
 * a SIGTERM it does not, as a person who cancels a job sends one too; jobs that make way for others Slurm queues by itself.
 */
const script = `#!/bin/sh
program=$1
shift
[ -z "$SLURM_ARRAY_TASK_ID" ] || shift "$SLURM_ARRAY_TASK_ID"
exec >> "$1/worker.log" 2>&1
echo "Job $SLURM_JOB_ID on $(hostname), \${SLURM_RESTART_COUNT:-0} times queued again"
"$program/node_modules/.bin/node" "$program/main/cli/faceloom.ts" worker "$1" --threads "\${SLURM_CPUS_PER_TASK:-1}" &
worker=$!
again=no
trap 'again=yes; kill -USR1 "$worker"' USR1
trap 'kill -TERM "$worker"' TERM
# A signal ends the waiting, not the worker.
wait "$worker"
code=$?
while kill -0 "$worker" 2> /dev/null; do
  wait "$worker"
  code=$?
done
[ "$code" -ne 85 ] || [ "$again" = no ] || exec scontrol requeue "$SLURM_JOB_ID"
exit "$code"
`;
const scriptName = 'slurm-worker.sh';

const writeScript = ({ folder }: Slurm) => writeFileAtomic(join(folder, scriptName), script);

const folderThere = ({ folder, folderThere: there = folder }: Slurm) => there;

/** Calls a program of Slurm here, or on the place's host, where a shell reads the arguments: nothing is left for it. */
async function call(place: Slurm, program: string, args: readonly string[]): Promise<string> {
  if (!isPlainThere(place)) throw notPlain(place);
  return place.host === undefined
    ? runProgram(program, args)
    : runProgram('ssh', [
        '-o',
        'BatchMode=yes',
        '-o',
        'ConnectTimeout=15',
        '--',
        place.host,
        program,
        ...args,
      ]);
}

async function tryVersion(place: Slurm): Promise<PlaceFinding> {
  try {
    return { isOk: true, sentence: `Slurm answers: ${(await call(place, 'sinfo', ['--version'])).trim()}.` };
  } catch (error) {
    return notOk(error, 'Check that Slurm’s programs are there, and that ssh needs no password.');
  }
}

/** Slurm itself says whether it would take such a job. */
async function trySubmission(place: Slurm): Promise<PlaceFinding> {
  const job: HandedJob = { name: 'check', folder: '' };
  try {
    await call(place, 'sbatch', ['--test-only', ...submission(place, [job], place.ranks)]);
    // Slurm takes jobs for longer than a partition lets them run, and never starts them.
    const most = longestMinutes(await call(place, 'sinfo', timeLimitArguments), place.partition);
    if (wholeMinutes(place.hours) > most) return tooLong(place, most);
    return { isOk: true, sentence: 'Slurm takes jobs with these cores, cards, memory and hours.' };
  } catch (error) {
    return notOk(error, 'Change what a job asks for; "sinfo" on the cluster lists the partitions.');
  }
}

const tooLong = ({ partition, hours }: Slurm, mostMinutes: number): PlaceFinding => ({
  isOk: false,
  sentence: `Slurm would never start a job of ${hours} h: ${partition === undefined ? 'the usual partition' : `the partition ${partition}`} lets jobs run for ${inHours(mostMinutes)} h at most.`,
  next: `Change its hours to ${inHours(mostMinutes)} or less. A run that takes longer is queued again, and goes on from its newest checkpoint.`,
});

/** Rounded down to what the field for hours takes. */
const inHours = (minutes: number): string => String(Math.floor((minutes / 60) * 100) / 100);

const notOk = (error: unknown, next: string): PlaceFinding => ({
  isOk: false,
  sentence: error instanceof Error ? error.message : String(error),
  next,
});

const notPlain = ({ name, folder }: Slurm) =>
  new StudioError('PLACE_UNUSABLE', `${name}: the path "${folder}" cannot be used on the cluster.`, {
    next: 'Add the place again with the shared folder as the cluster sees it: a path of letters, digits and / . _ - only.',
  });

const unusable = ({ name }: Slurm, what: string) =>
  new StudioError('PLACE_UNUSABLE', `${name}: ${what}.`, {
    next: checkPlace,
  });
