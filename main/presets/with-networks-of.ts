import type { RunConfig } from '../contract/runs/run-config.ts';
import { atSide } from './at-side.ts';
import type { Preset } from './preset.ts';

/** A preset whose networks are those of a run that was made with it, however they were chosen, so that weights fit. */
export function withNetworksOf(
  preset: Preset,
  { resolution, latentSize, generatorWidths, discriminatorWidths, skipExcitation }: RunConfig,
): Preset {
  const { r1Gamma, r2Gamma } = atSide(preset, resolution);
  const networks = { resolution, latentSize, generatorWidths, discriminatorWidths, skipExcitation };
  return { ...preset, config: { ...preset.config, ...networks, r1Gamma, r2Gamma } };
}
