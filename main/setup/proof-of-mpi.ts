import { loadMpi } from '../mpi/mpi-addon.ts';

/**
 * Started by mpirun in two processes: adds up, copies, and says so. `node proof-of-mpi.ts ADDON`; the set-up reads the
 * line that rank 0 prints.
 */
const mpi = loadMpi(process.argv[2] ?? '');
mpi.init();
const [rank, size] = [mpi.rank(), mpi.size()];
const sums = Float32Array.from({ length: 1000 }, (_, i) => i + rank);
mpi.allreduce(sums);
const copy = Float64Array.of(rank === size - 1 ? 0.1 : 0);
mpi.broadcast(copy, size - 1);
mpi.barrier();
const isRight = sums.every((sum, i) => sum === i * size + (size * (size - 1)) / 2) && copy[0] === 0.1;
if (rank === 0) console.log(JSON.stringify({ size, isRight, version: mpi.version() }));
mpi.finalise();
