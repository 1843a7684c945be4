import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';
import { mpiAddonFile, mpiSource } from '../mpi/mpi-addon.ts';
import { mpirunArguments, mpirunEnvironment } from '../mpi/mpirun.ts';
import { findProgram } from './find-program.ts';
import { checkTools, toolPath } from './requirements.ts';
import { lastUsefulLine, runProgram } from './run-program.ts';

export interface MpiInstallOptions {
  cacheDir: string;
  /** True: compile and prove again, whatever is there. */
  force: boolean;
  env?: NodeJS.ProcessEnv;
}

/** Whether trainings can run over several processes here, and if not, why and what to do. */
export type MpiStatus =
  | { installed: true; addon: string; mpirun: string }
  | { installed: false; reason: string; next: string };

/** Looks for `mpirun` and the compiled addon; loads nothing. */
export function readMpiStatus(cacheDir: string, env: NodeJS.ProcessEnv = process.env): MpiStatus {
  const mpirun = findProgram('mpirun', env);
  const addon = mpiAddonFile(cacheDir);
  if (mpirun === undefined) {
    return {
      installed: false,
      reason: 'MPI is not installed, which trainings over several processes need.',
      next: 'Install it (Debian, Ubuntu: sudo apt-get install openmpi-bin libopenmpi-dev), then run npm run setup:mpi.',
    };
  }
  if (!existsSync(addon))
    return {
      installed: false,
      reason: 'Its addon has not been compiled on this machine.',
      next: 'Run npm run setup:mpi.',
    };
  return { installed: true, addon, mpirun };
}

/** Compiles the addon over the system's MPI (about 2 s), lets two ranks add up with it, and puts it into the cache. */
export async function installMpi({
  cacheDir,
  force,
  env = process.env,
}: MpiInstallOptions): Promise<MpiTiming & { isNew: boolean }> {
  const addon = mpiAddonFile(cacheDir);
  await checkTools(['mpicxx', 'mpirun'], env);
  const isNew = force || !existsSync(addon);
  if (!isNew) return { ...(await timeMpi(addon, 2, env)), isNew };
  const folder = path.dirname(addon);
  const workDir = `${folder}.${process.pid}.partial`;
  await mkdir(workDir, { recursive: true });
  try {
    const made = path.join(workDir, path.basename(addon));
    await compile(made, env);
    const timing = await timeMpi(made, 2, env);
    await mkdir(folder, { recursive: true });
    await rename(made, addon);
    return { ...timing, isNew };
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function compile(output: string, env: NodeJS.ProcessEnv): Promise<void> {
  const headers = path.join(
    path.dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')),
    'include',
  );
  const result = await runProgram(
    toolPath('mpicxx', env),
    [
      ...['-shared', '-fPIC', '-O2', '-std=c++17', '-DNAPI_VERSION=8', `-I${headers}`],
      // The C++ bindings, which MPI 3 dropped and some libraries still bring.
      ...['-DOMPI_SKIP_MPICXX', '-DMPICH_SKIP_MPICXX'],
      ...[mpiSource, '-o', output],
    ],
    { env },
  );
  if (result.ok) return;
  const isWithoutHeaders = /\bmpi\.h\b/.test(result.stderr);
  throw new StudioError(
    'ENGINE_UNAVAILABLE',
    isWithoutHeaders
      ? 'The headers of MPI are missing.'
      : `The MPI addon could not be compiled: ${lastUsefulLine(result.stderr)}`,
    {
      next: isWithoutHeaders
        ? 'Install them (Debian, Ubuntu: sudo apt-get install libopenmpi-dev), then run npm run setup:mpi.'
        : 'Check that mpicxx compiles a small program of your own, then run npm run setup:mpi.',
    },
  );
}

/** What so many ranks found out about adding up. */
const MpiTiming = z.object({
  ranks: z.int(),
  isRight: z.literal(true),
  /** What the MPI library calls itself. */
  version: z.string(),
  /** Of the sum of one number. */
  latencySeconds: z.number(),
  /** Of the sum of 20 MB, the gradients of five million weights. */
  seconds: z.number(),
});
export type MpiTiming = z.infer<typeof MpiTiming>;

/** Lets so many ranks add up, looks whether it is right, and says how long it takes. */
export async function timeMpi(
  addon: string,
  ranks: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<MpiTiming> {
  const program = fileURLToPath(new URL('proof-of-mpi.ts', import.meta.url));
  const args = mpirunArguments({ ranks, program: process.execPath, args: [program, addon], env: {} });
  const result = await runProgram(toolPath('mpirun', env), args, {
    env: { ...env, ...mpirunEnvironment() },
    timeoutMs: proofTimeoutMs,
  });
  try {
    const timing = MpiTiming.parse(JSON.parse(result.stdout));
    if (result.ok && timing.ranks === ranks) return timing;
  } catch {
    // Told below, with what it printed.
  }
  throw new StudioError(
    'ENGINE_UNAVAILABLE',
    `${ranks} processes could not add up with MPI: ${lastUsefulLine(result.stderr || result.stdout)}`,
    {
      next: 'Check that mpirun and mpicxx are of the same MPI (mpirun --version, mpicxx --version), then run npm run setup:mpi.',
    },
  );
}

const proofTimeoutMs = 60_000;
