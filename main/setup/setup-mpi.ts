import { cacheDir } from './cache.ts';
import { installMpi } from './install-mpi.ts';
import { toSetupProblem } from './setup-problem.ts';

/**
 * Compiles what trainings over several processes need: `npm run setup:mpi [-- --force]`. Ends with code 1 where it cannot
 * be done, which is no harm to trainings in one process; 2 for an argument that does not fit.
 */
const command = 'npm run setup:mpi';

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== '--force');
  if (unknown !== undefined) {
    console.error(`MPI: ${unknown} is not known here; there is --force.`);
    return 2;
  }
  try {
    const { version, isNew, seconds } = await installMpi({
      cacheDir: cacheDir(),
      force: args.includes('--force'),
    });
    const state = isNew ? 'ready' : 'already set up';
    console.log(
      `${version.split(/[,\n]/)[0]}: ${state}, two ranks add up 20 MB rightly in ${(1000 * seconds).toFixed(0)} ms.`,
    );
    return 0;
  } catch (error) {
    const { reason, next } = toSetupProblem(error, cacheDir(), { command });
    console.error(`MPI is not set up: ${reason}\n  ${next}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
