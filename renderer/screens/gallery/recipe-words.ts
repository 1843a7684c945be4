import type { LatentOrigin, LatentPoint, LatentRecipe } from '../../../main/contract/latents/recipe.ts';
import { formatQuantity } from '../../format.ts';

/** How the latent of an explored face was made, in one line. */
export function describeRecipe({ origin, edits, mix, truncation }: LatentRecipe): string {
  return [
    describeOrigin(origin),
    ...(edits.length > 0 ? [`moved along ${formatQuantity(edits.length, 'direction')}`] : []),
    ...(mix.length > 0 ? [`mixed with ${formatQuantity(mix.length, 'face')}`] : []),
    ...(truncation === 1 ? [] : [`truncated to ${truncation.toFixed(2)}`]),
  ].join(', ');
}

function describeOrigin(origin: LatentOrigin): string {
  switch (origin.kind) {
    case 'between':
      return `${Math.round(origin.t * 100)} % of the way from ${describePoint(origin.a)} to ${describePoint(origin.b)}`;
    case 'arithmetic':
      return `${describePoint(origin.a)} − ${describePoint(origin.b)} + ${describePoint(origin.c)}`;
    case 'walk':
      return `a step from ${describePoint(origin.from)}`;
    default:
      return describePoint(origin);
  }
}

const describePoint = (point: LatentPoint): string =>
  point.kind === 'vector' ? 'a vector' : `seed ${point.seed} / ${point.index}`;
