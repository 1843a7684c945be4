import type { PresetSummary } from '../../../../main/contract/runs/runs.ts';
import type { Generator } from '../../../generators/generators.ts';

/** Twice the side of its pictures, where its networks can make that; undefined elsewhere. */
export const grownSize = (
  { resolution }: Pick<Generator, 'resolution'>,
  { sides }: Pick<PresetSummary, 'sides'>,
): PresetSummary['sides'][number] | undefined => sides.find((side) => side === 2 * resolution);
