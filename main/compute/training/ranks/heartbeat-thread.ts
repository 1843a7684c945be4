import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { z } from 'zod';
import { aliveIntervalMs, rankLine } from '../../../protocol/ranks.ts';

/** The thread of `heartbeat.ts`. */
const line = rankLine({ rank: z.int().parse(workerData) });

function beat(): void {
  try {
    // In one piece, and past the main thread, which a worker's own streams wait for.
    writeSync(2, line);
  } catch {
    // Nobody listens: mpirun is gone, and with it whoever could end this rank.
    process.kill(process.pid, 'SIGKILL');
  }
}

beat();
setInterval(beat, aliveIntervalMs);
