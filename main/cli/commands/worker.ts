import { defineCommand } from 'citty';
import { type JobEnding, startWorker, type Worker } from '../../worker/worker.ts';
import { userPath } from '../app.ts';
import { commonArgs, numberOption } from '../arguments.ts';
import { exitCodes } from '../exit-codes.ts';
import { openProvedCompute } from '../open-proved-engines.ts';
import { Output } from '../output.ts';

export const workerCommand = defineCommand({
  meta: { name: 'worker', description: 'Train the run of a job folder that a studio has sent elsewhere' },
  args: {
    json: commonArgs.json,
    folder: { type: 'positional', description: 'the job folder', required: true, valueHint: 'FOLDER' },
    threads: { type: 'string', description: 'threads that may be used (default: all that it is given)' },
  },
  async run({ args }) {
    const output = new Output(args.json === true);
    const threads = numberOption('threads', args.threads, { min: 1, max: 1024, isInteger: true });
    const worker = startWorker(userPath(args.folder), {
      compute: await openProvedCompute(),
      threads: threads ?? 0,
      say: (line) => output.say(line),
    });
    leaveOnSignals(worker);
    const ending = await worker.ended;
    output.result({ ending }, [sentences[ending]]);
    return ending === 'again' ? exitCodes.again : exitCodes.done;
  },
});

/** Schedulers send SIGUSR1 some time before the time of a job is up, and SIGTERM when it has to go at once. */
function leaveOnSignals(worker: Worker): void {
  const reasons = {
    SIGUSR1: 'The time of its job was nearly up.',
    SIGTERM: 'It was told to end by its scheduler or its system.',
    SIGINT: 'It was told to end from its terminal.',
    SIGHUP: 'Its terminal was closed.',
  } as const;
  for (const [signal, reason] of Object.entries(reasons)) process.on(signal, () => worker.leave(reason));
}

const sentences: Record<JobEnding, string> = {
  finished: 'The run has finished.',
  paused: 'The run is paused. Its checkpoint is saved.',
  stopped: 'The run was stopped. Its checkpoint is saved.',
  again:
    'The run is not finished. Its checkpoint is saved: start the worker again and it goes on from there.',
};
