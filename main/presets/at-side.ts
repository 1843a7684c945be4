import type { Side } from '../contract/pictures.ts';
import { architectureFacts } from '../contract/runs/architectures.ts';
import type { Preset } from './preset.ts';

type SideDependent = Pick<
  Preset['config'],
  'resolution' | 'generatorWidths' | 'discriminatorWidths' | 'r1Gamma' | 'r2Gamma'
>;

/**
 * A preset's networks for pictures of another side. Layers belong to the side of their map, from 4×4 up, so that smaller
 * pictures leave the finest ones out and larger ones add finer, half as wide each. γ grows with the number of pixels
 * (Karras et al. 2020, ADA, the `auto` configuration), as gradients are summed over them.
 */
export function atSide({ config }: Preset, side: Side): SideDependent {
  const { generatorLayers, discriminatorLayers } = architectureFacts[config.architecture];
  const { generatorWidths, discriminatorWidths, r1Gamma = 0, r2Gamma = 0 } = config;
  const pixels = (side / config.resolution) ** 2;
  return {
    resolution: side,
    generatorWidths: generatorLayers ? lengthened(generatorWidths, generatorLayers(side)) : generatorWidths,
    discriminatorWidths: discriminatorLayers
      ? lengthened(discriminatorWidths.toReversed(), discriminatorLayers(side)).toReversed()
      : discriminatorWidths,
    r1Gamma: r1Gamma * pixels,
    r2Gamma: r2Gamma * pixels,
  };
}

/** No layer that is added for larger pictures is narrower. */
const narrowest = 8;

/** Widths from coarse to fine, cut or continued to a number of layers. */
function lengthened(widths: readonly number[], count: number): number[] {
  const fitted = widths.slice(0, count);
  while (fitted.length < count)
    fitted.push(Math.max(narrowest, Math.round((fitted.at(-1) ?? narrowest) / 2)));
  return fitted;
}
