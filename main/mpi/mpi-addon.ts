import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { StudioError } from '../contract/errors.ts';

/** MPI over all processes that `mpirun` started. Every call returns when all ranks have made it. */
export interface Mpi {
  /** Joins the other ranks; once, and first. */
  init(): void;
  /** 0 to `size() - 1`. */
  rank(): number;
  size(): number;
  /** Each number becomes its sum over all ranks, in place. */
  allreduce(numbers: Float32Array | Float64Array): void;
  /** The array becomes that of the rank `root`; it is as long everywhere. */
  broadcast(array: Uint8Array | Float32Array | Float64Array, root: number): void;
  /** Waits for all ranks. */
  barrier(): void;
  /** Leaves; every rank does, before it ends. */
  finalise(): void;
  /** Ends all ranks at once. */
  abort(code: number): void;
  /** What the MPI library calls itself, several lines long with some. */
  version(): string;
}

/** The source of the addon that `npm run setup:mpi` compiles. */
export const mpiSource = join(import.meta.dirname, 'mpi.cc');

/** Where the compiled addon lies in the cache of this user: in a folder of its source, so that checkouts do not mix. */
export function mpiAddonFile(cacheDir: string): string {
  const key = createHash('sha256').update(readFileSync(mpiSource)).digest('hex').slice(0, 16);
  return join(cacheDir, 'mpi', key, 'mpi.node');
}

/** Loads the compiled addon; ENGINE_UNAVAILABLE where it is not there, or was made for another MPI. */
export function loadMpi(file: string): Mpi {
  try {
    return createRequire(import.meta.url)(file);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new StudioError(
      'ENGINE_UNAVAILABLE',
      `The MPI addon cannot be loaded: ${detail}`,
      { next: 'Run npm run setup:mpi on this machine.', subject: file },
      { cause },
    );
  }
}
