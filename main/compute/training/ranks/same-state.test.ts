import { beforeAll, expect, test } from 'vitest';
import { tf } from '../../engines/tf.ts';
import { enginesHere, useEngine } from '../../testing/engines-here.ts';
import { smallConfig } from '../../testing/small-runs.ts';
import { createTrainingState, disposeTrainingState, type TrainingState } from '../state/training-state.ts';
import { assertSameWeights, isTick } from './same-state.ts';

beforeAll(async () => {
  const [engine] = await enginesHere();
  await useEngine(engine);
});

/** Compares the states of several ranks as MPI would let them: all buffers are added up. */
function compare(states: readonly TrainingState[]): void {
  const together = (rank: number, allreduce: (numbers: Float32Array | Float64Array) => void) => {
    const mpi = { ...unused, allreduce };
    assertSameWeights(states[rank], { rank, size: states.length, mpi });
  };
  const given = states.map((_, rank) => {
    const sum = new Float64Array(states.length * 32);
    try {
      together(rank, (numbers) => void sum.set(numbers));
    } catch {
      // It sees the others' places empty.
    }
    return sum;
  });
  for (const rank of states.keys())
    together(rank, (numbers) => {
      for (const i of numbers.keys()) numbers[i] = given.reduce((sum, each) => sum + each[i], 0);
    });
}

const refuse = () => {
  throw new Error('not needed');
};
const unused = {
  ...{ init: refuse, rank: refuse, size: refuse, broadcast: refuse, barrier: refuse },
  ...{ finalise: refuse, abort: refuse, version: refuse },
};

test('a rank whose weights differ ever so little is named', () => {
  const states = Array.from({ length: 3 }, () => createTrainingState(smallConfig('draft-32')));
  expect(() => compare(states)).not.toThrow();
  const [slot] = states[1].generatorAdam.slots().values();
  tf.tidy(() => slot.assign(tf.add(slot, 1e-30)));
  expect(() => compare(states)).toThrow(/rank 1 of 3 differs from rank 0/);
  const [weight] = states[2].discriminator.values();
  tf.tidy(() => weight.assign(tf.add(weight, 1)));
  expect(() => compare(states)).toThrow(/rank 1 and rank 2 of 3 differ from rank 0/);
  for (const state of states) disposeTrainingState(state);
});

test('weights are compared with the step that ends a tick', () => {
  const config = smallConfig('draft-32', { batchSize: 8, tickKimg: 0.02 });
  const state = createTrainingState(config);
  const ends = (nimg: number) => isTick({ ...state, nimg });
  expect([8, 16, 24, 32, 40, 48].filter(ends)).toEqual([24, 40]);
  disposeTrainingState(state);
});
