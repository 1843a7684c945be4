import { defineCommand } from 'citty';
import type { endingSignals } from '../../contract/system/ending-signals.ts';
import { type JobEnding, startWorker, type Worker } from '../../worker/worker.ts';
import { userPath } from '../app.ts';
import { badInput, commonArgs, numberOption } from '../arguments.ts';
import { exitCodes } from '../exit-codes.ts';
import { openProvedCompute } from '../open-proved-engines.ts';
import { Output } from '../output.ts';
import { rankCount } from '../rank-option.ts';

export const workerCommand = defineCommand({
  meta: { name: 'worker', description: 'Train the run of a job folder that a studio has sent elsewhere' },
  args: {
    json: commonArgs.json,
    folder: { type: 'positional', description: 'the job folder', required: true, valueHint: 'FOLDER' },
    ranks: {
      type: 'string',
      description: 'so many processes of MPI share the training (default: as the job says)',
    },
    threads: { type: 'string', description: 'threads that may be used (default: all that it is given)' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    refuseManyWorkers();
    const threads = numberOption('threads', args.threads, { min: 1, max: 1024, isInteger: true });
    const worker = startWorker(userPath(args.folder), {
      openCompute: openProvedCompute,
      ranks: rankCount(args.ranks),
      threads: threads ?? 0,
      say: (line) => output.say(line),
    });
    leaveOnSignals(worker);
    const ending = await worker.ended;
    output.result({ ending }, [sentences[ending]]);
    return ending === 'again' ? exitCodes.again : exitCodes.done;
  },
});

/** A worker starts its ranks itself: several of them at one folder would be in each other’s way. */
function refuseManyWorkers(): void {
  const many = stepSizes.find((name) => Number(process.env[name]) > 1);
  if (many === undefined) return;
  throw badInput(
    `The worker was started ${process.env[many]} times, by mpirun or srun.`,
    'Start it once, with --ranks: it starts its ranks with mpirun, on all machines of a job of Slurm.',
  );
}

/** Where Open MPI, MPICH with its kin, and a step of Slurm say of how many processes this is one. */
const stepSizes = ['OMPI_COMM_WORLD_SIZE', 'PMI_SIZE', 'SLURM_STEP_NUM_TASKS'];

/** Schedulers send SIGUSR1 some time before the time of a job is up, and SIGTERM when it has to go at once. */
function leaveOnSignals(worker: Worker): void {
  const reasons: Record<(typeof endingSignals)[number] | 'SIGUSR1', string> = {
    SIGUSR1: 'The time of its job was nearly up.',
    SIGTERM: 'It was told to end by its scheduler or its system.',
    SIGINT: 'It was told to end from its terminal.',
    SIGHUP: 'Its terminal was closed.',
  };
  for (const [signal, reason] of Object.entries(reasons)) process.on(signal, () => worker.leave(reason));
}

const sentences: Record<JobEnding, string> = {
  finished: 'The run has finished.',
  paused: 'The run is paused. Its checkpoint is saved.',
  stopped: 'The run was stopped. Its checkpoint is saved.',
  again:
    'The run is not finished. Its checkpoint is saved: start the worker again and it goes on from there.',
};
