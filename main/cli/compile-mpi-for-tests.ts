import { StudioError } from '../contract/errors.ts';
import { cacheDir } from '../setup/cache.ts';
import { findProgram } from '../setup/find-program.ts';
import { installMpi, readMpiStatus } from '../setup/install-mpi.ts';

/**
 * Before the unit tests: where MPI is installed, trainings that ranks share are tested, which takes its addon. Where it
 * cannot be made, those tests are skipped and say so.
 */
export default async function setup(): Promise<void> {
  if (findProgram('mpicxx') === undefined || readMpiStatus(cacheDir()).installed) return;
  try {
    await installMpi({ cacheDir: cacheDir(), force: false });
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    process.stderr.write(`MPI is not set up: ${error.message}\n`);
  }
}
