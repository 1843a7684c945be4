import type { DrawSheetInput } from '../../../../main/contract/compare/compare.ts';
import type { Compared } from '../use-comparison.ts';
import type { ChosenLatents } from './latents.ts';

/** Asks for the checkpoint that the numbers beside the faces are of, even when a run has gone on meanwhile. */
export function drawInput(
  { from, checkpoint }: Pick<Compared, 'from' | 'checkpoint'>,
  { seed, count }: Pick<ChosenLatents, 'seed' | 'count'>,
): DrawSheetInput {
  return { from: from.kind === 'run' && checkpoint ? { ...from, checkpoint } : from, seed, count };
}
