import type { Side } from '../../contract/pictures.ts';
import type { PresetId } from '../../contract/presets.ts';
import { architectureFacts } from '../../contract/runs/architectures.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { planConfig, presets } from '../../presets/index.ts';
import { proofConfig } from '../proof/first-steps.ts';

/**
 * A preset with its own widths and two pictures, for tests that compute. Presets for large pictures repeat a width from
 * layer to layer: on smaller pictures the coarsest of these are left out, and all kinds of layers stay, down to the one at
 * the picture, for a quarter of the work. `preset-layers.test.ts` holds this to be so.
 */
export function realWidthsConfig(preset: PresetId, seed: number): RunConfig {
  const { architecture, generatorWidths, discriminatorWidths, resolution } = presets[preset].config;
  const side = smallerSides[preset] ?? resolution;
  const config = proofConfig(
    planConfig(presets[preset], { seed, datasetChannels: 3, imageCount: 300, resolution: side }),
  );
  const { generatorLayers, discriminatorLayers } = architectureFacts[architecture];
  return {
    ...config,
    batchSize: 2,
    microBatches: 1,
    generatorWidths: generatorLayers ? generatorWidths.slice(-generatorLayers(side)) : generatorWidths,
    discriminatorWidths: discriminatorLayers
      ? discriminatorWidths.slice(0, discriminatorLayers(side))
      : discriminatorWidths,
  };
}

const smallerSides: Readonly<Partial<Record<PresetId, Side>>> = { 'high-128': 64, 'max-256': 128 };
