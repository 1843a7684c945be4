import { createHash } from 'node:crypto';
import { StudioError } from '../../../contract/errors.ts';
import { tf } from '../../engines/tf.ts';
import { stateVariables, type TrainingState } from '../state/training-state.ts';
import type { Ranks } from './ranks.ts';

type Together = Pick<Ranks, 'rank' | 'size' | 'mpi'>;

/** Gives every rank the weights, slots and averages of rank 0. */
export function shareState(state: TrainingState, { mpi }: Together): void {
  for (const variable of stateVariables(state).values()) {
    const values = Float32Array.from(variable.dataSync<'float32'>());
    mpi.broadcast(values, 0);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

/**
 * Compares the hashes of all that steps change between the ranks; the variables must be up to date. Throws on every rank
 * when one of them differs, and names those that differ from rank 0.
 */
export function assertSameWeights(state: TrainingState, { rank, size, mpi }: Together): void {
  const hash = createHash('sha256');
  for (const variable of stateVariables(state).values()) {
    const { buffer, byteOffset, byteLength } = variable.dataSync<'float32'>();
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  const own = hash.digest();
  // Each rank fills its place with bytes, which a sum of doubles leaves as they are.
  const all = new Float64Array(size * own.length);
  all.set(own, rank * own.length);
  mpi.allreduce(all);
  const hashOf = (from: number) => all.subarray(from * own.length, (from + 1) * own.length).join();
  const others = Array.from({ length: size }, (_, from) => from).filter((from) => hashOf(from) !== hashOf(0));
  if (others.length === 0) return;
  const names = new Intl.ListFormat('en').format(others.map((each) => `rank ${each}`));
  throw new StudioError(
    'COMPUTE_CRASHED',
    `The ranks no longer have the same weights after ${state.nimg} pictures: ${names} of ${size} ${others.length === 1 ? 'differs' : 'differ'} from rank 0.`,
    {
      next: 'Resume the run: it goes on from its last checkpoint. If it happens again, let machines of one kind share it, or train it in one process.',
      subject: names,
    },
  );
}

/** Whether the step that was just made ends a tick, which is when the weights are compared. */
export const isTick = ({ config, nimg }: TrainingState): boolean =>
  tickAt(config, nimg) !== tickAt(config, nimg - config.batchSize);

const tickAt = ({ tickKimg }: TrainingState['config'], nimg: number) => Math.floor(nimg / (tickKimg * 1000));
