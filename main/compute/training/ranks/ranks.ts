import { writeSync } from 'node:fs';
import { z } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import { loadMpi, type Mpi } from '../../../mpi/mpi-addon.ts';
import { rankLine, rankVariables } from '../../../protocol/ranks.ts';
import { RunControl } from '../../../protocol/run-control.ts';
import { TrainTask } from '../../../protocol/train.ts';
import { beatWhileAlive } from './heartbeat.ts';
import { takeOwnCard } from './own-card.ts';

/** What rank 0 tells the others to do, all of them the same. */
const RankMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task'), task: TrainTask }),
  /** Take over rank 0's weights and slots, which follow. */
  z.object({ type: z.literal('load') }),
  /** Make a step together, from these counters. */
  z.object({ type: z.literal('step'), step: z.int(), nimg: z.int(), control: RunControl }),
  /** Compare all weights. */
  z.object({ type: z.literal('compare') }),
  z.object({ type: z.literal('end') }),
]);
type RankMessage = z.infer<typeof RankMessage>;

/** The processes that train one run together, as one of them sees them. */
export class Ranks {
  readonly rank: number;
  readonly size: number;
  readonly mpi: Mpi;

  constructor(mpi: Mpi) {
    this.mpi = mpi;
    this.rank = mpi.rank();
    this.size = mpi.size();
  }

  get isLeader(): boolean {
    return this.rank === 0;
  }

  /** From rank 0 to all others, who hear it. */
  tell(message: RankMessage): void {
    const bytes = new TextEncoder().encode(JSON.stringify(message));
    this.mpi.broadcast(Float64Array.of(bytes.length), 0);
    this.mpi.broadcast(bytes, 0);
  }

  /** Waits for what rank 0 tells. */
  hear(): RankMessage {
    const length = new Float64Array(1);
    this.mpi.broadcast(length, 0);
    const bytes = new Uint8Array(length[0]);
    this.mpi.broadcast(bytes, 0);
    return RankMessage.parse(JSON.parse(new TextDecoder().decode(bytes)));
  }
}

/** Processes that do not find each other would each train by themselves. */
const apart = (found: number, asked: string | undefined) =>
  new StudioError('ENGINE_UNAVAILABLE', `MPI joined ${found} of ${asked} ranks.`, {
    next: 'Check that mpirun and mpicxx are of the same MPI, then run npm run setup:mpi -- --force.',
  });

/** Joins the ranks that `mpirun` started; undefined in a process that is by itself. */
export function joinRanks(env: NodeJS.ProcessEnv = process.env): Ranks | undefined {
  const addon = env[rankVariables.addon];
  if (addon === undefined) return undefined;
  takeOwnCard(env);
  try {
    const mpi = loadMpi(addon);
    mpi.init();
    const ranks = new Ranks(mpi);
    if (ranks.size !== Number(env[rankVariables.count])) throw apart(ranks.size, env[rankVariables.count]);
    beatWhileAlive(ranks.rank);
    return ranks;
  } catch (error) {
    // There is no other line to the host yet.
    if (error instanceof StudioError) writeSync(2, rankLine({ rank: 0, failure: error.toReport() }));
    throw error;
  }
}
