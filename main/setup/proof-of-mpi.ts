import { loadMpi } from '../mpi/mpi-addon.ts';

/**
 * Started by mpirun in several processes: adds up, copies, takes the time, and says so. `node proof-of-mpi.ts ADDON`;
 * whoever starts it reads the line that rank 0 prints.
 */
const mpi = loadMpi(process.argv[2] ?? '');
mpi.init();
const [rank, size] = [mpi.rank(), mpi.size()];
const sums = Float32Array.from({ length: 1000 }, (_, i) => i + rank);
mpi.allreduce(sums);
const copy = Float64Array.of(rank === size - 1 ? 0.1 : 0);
mpi.broadcast(copy, size - 1);
const isRight = sums.every((sum, i) => sum === i * size + (size * (size - 1)) / 2) && copy[0] === 0.1;

/** Median seconds of a sum of so many bytes. */
function secondsOf(bytes: number): number {
  const numbers = new Float32Array(bytes / Float32Array.BYTES_PER_ELEMENT);
  const seconds = Array.from({ length: 9 }, () => {
    mpi.barrier();
    const startMs = performance.now();
    mpi.allreduce(numbers);
    return (performance.now() - startMs) / 1000;
  });
  return seconds.sort((a, b) => a - b)[4];
}

const [latencySeconds, seconds] = [secondsOf(4), secondsOf(20e6)];
if (rank === 0)
  console.log(JSON.stringify({ ranks: size, isRight, version: mpi.version(), latencySeconds, seconds }));
mpi.finalise();
