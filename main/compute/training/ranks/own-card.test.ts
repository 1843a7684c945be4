import { expect, test } from 'vitest';
import { cardOf } from './own-card.ts';

const cuda = { FACELOOM_TENSORFLOW_BUILD: 'cuda' };

test.each([
  ['the next card', { ...cuda, CUDA_VISIBLE_DEVICES: '0', OMPI_COMM_WORLD_LOCAL_RANK: '1' }, 4, '1'],
  [
    'a card counted from the proved one',
    { ...cuda, CUDA_VISIBLE_DEVICES: '3', MPI_LOCALRANKID: '2' },
    4,
    '1',
  ],
  ['a shared card', { ...cuda, CUDA_VISIBLE_DEVICES: '0', SLURM_LOCALID: '3' }, 2, '1'],
  [
    'the slice that it has',
    { ...cuda, CUDA_VISIBLE_DEVICES: 'MIG-a', OMPI_COMM_WORLD_LOCAL_RANK: '1' },
    4,
    undefined,
  ],
  ['nothing on a processor', { CUDA_VISIBLE_DEVICES: '0', OMPI_COMM_WORLD_LOCAL_RANK: '1' }, 4, undefined],
  [
    'nothing without cards',
    { ...cuda, CUDA_VISIBLE_DEVICES: '0', OMPI_COMM_WORLD_LOCAL_RANK: '1' },
    0,
    undefined,
  ],
])('a rank takes %s', (_, env, cards, card) => {
  expect(cardOf(env, cards)).toBe(card);
});
