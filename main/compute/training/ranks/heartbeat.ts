import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Says every few seconds that this rank is alive, from a thread of its own: TensorFlow and MPI hold the main thread for as
 * long as a step takes. A process that is frozen, or whose machine is, says nothing.
 */
export function beatWhileAlive(rank: number): void {
  // Not found by the bundler: an installed window trains in one process.
  new Worker(join(import.meta.dirname, 'heartbeat-thread.ts'), { workerData: rank }).unref();
}
