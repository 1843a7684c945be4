import { existsSync, readdirSync } from 'node:fs';

/**
 * Gives each rank of a machine a card of its own, before TensorFlow is loaded: they all start with the one card that was
 * proved. With more ranks than cards, some share one. Of a card's slices all ranks take the same.
 */
export function takeOwnCard(env: NodeJS.ProcessEnv = process.env): void {
  const card = cardOf(env, countCards());
  if (card !== undefined) env['CUDA_VISIBLE_DEVICES'] = card;
}

/** Index of the card for the rank that the environment tells of; undefined where it keeps what it has. */
export function cardOf(env: NodeJS.ProcessEnv, cards: number): string | undefined {
  const first = env['CUDA_VISIBLE_DEVICES'];
  const rank = localRankNames.map((name) => env[name]).find((value) => value !== undefined);
  if (env['FACELOOM_TENSORFLOW_BUILD'] !== 'cuda' || cards === 0 || rank === undefined) return undefined;
  return first !== undefined && /^\d+$/.test(first)
    ? String((Number(first) + Number(rank)) % cards)
    : undefined;
}

/** Where Open MPI, MPICH with its kin, and Slurm say the how manieth of its machine a rank is. */
const localRankNames = ['OMPI_COMM_WORLD_LOCAL_RANK', 'MPI_LOCALRANKID', 'SLURM_LOCALID'];

/** NVIDIA's driver makes one device file for each card. */
const countCards = (): number =>
  existsSync('/dev') ? readdirSync('/dev').filter((name) => /^nvidia\d+$/.test(name)).length : 0;
