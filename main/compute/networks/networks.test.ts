import { beforeAll, describe, expect, it } from 'vitest';
import { PresetId } from '../../contract/presets.ts';
import { architectureFacts } from '../../contract/runs/architectures.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { planConfig, presets } from '../../presets/index.ts';
import { loadEngine } from '../engines/index.ts';
import { type Tensor2D, tf } from '../engines/tf.ts';
import { architectureOf } from './index.ts';
import { disposeWeights } from './weights.ts';

beforeAll(() => loadEngine('wasm', 0));

const configs = PresetId.options.flatMap((preset) =>
  architectureFacts[presets[preset].config.architecture].sides.map((resolution): [string, RunConfig] => [
    `${preset} at ${resolution} pixels`,
    planConfig(presets[preset], { seed: 1, datasetChannels: 3, resolution, width: 2 }),
  ]),
);

describe('networks', () => {
  it.each(configs)('of %s make and judge pictures of that side', (_, config) => {
    const architecture = architectureOf(config);
    expect(architectureFacts[config.architecture].hasBatchNorm).toBe(
      architecture.generateBatch !== undefined,
    );
    const generator = architecture.createGenerator(config);
    const discriminator = architecture.createDiscriminator(config);
    tf.tidy(() => {
      const latents: Tensor2D = tf.ones([2, config.latentSize]);
      const pictures = architecture.generate(config, generator, latents);
      expect(pictures.shape).toEqual([2, config.resolution, config.resolution, config.channels]);
      expect(architecture.discriminate(config, discriminator, pictures).shape).toEqual([2, 1]);
    });
    disposeWeights(generator);
    disposeWeights(discriminator);
  });
});
