import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { latentSpaceOf } from '../../contract/latents/space.ts';
import { normalised } from '../../contract/latents/vectors.ts';
import { PresetId } from '../../contract/presets.ts';
import { seededLatents } from '../../protocol/seeded-latents.ts';
import { encodeSafetensors } from '../files/safetensors.ts';
import { architectureOf } from '../networks/index.ts';
import { toArrays } from '../networks/tensor-arrays.ts';
import { disposeWeights } from '../networks/weights.ts';
import { enginesHere, useEngine } from '../testing/engines-here.ts';
import { smallConfig } from '../testing/small-runs.ts';
import { drawLatents } from './draw.ts';
import { loadFaceDrawer } from './face-drawer.ts';

const engines = await enginesHere();
const folder = mkdtempSync(join(tmpdir(), 'faceloom-drawer-'));

describe.each(engines)('on %s', (engine) => {
  it.each(PresetId.options)('draws any number of faces of %s as the networks do', async (preset) => {
    await useEngine(engine);
    const config = smallConfig(preset, { seed: 9 });
    const weights = architectureOf(config).createGenerator(config);
    const file = join(folder, `${preset}.safetensors`);
    writeFileSync(file, encodeSafetensors(toArrays(weights)));
    const { generate, draw } = loadFaceDrawer(config, file);
    for (const count of [1, 5, 70]) {
      const drawn = await generate({ type: 'generate', requestId: 1, seed: 3, start: 2, count });
      const expected = drawLatents(config, weights, seededLatents(3, 2, count, config.latentSize));
      expect(drawn).toMatchObject({ count, size: config.resolution, channels: config.channels });
      // The last bit of a float may decide between two bytes.
      const apart = drawn.data.filter((byte, i) => Math.abs(byte - expected.data[i]) > 1);
      expect(apart).toHaveLength(0);
    }
    const [first, second] = await Promise.all(
      [0, 1].map((start) => generate({ type: 'generate', requestId: 1, seed: 3, start, count: 1 })),
    );
    expect(first.data).not.toEqual(second.data);

    // The same latents given to every stage, as `generate` maps them.
    const { stages, mapping } = latentSpaceOf(config);
    for (const count of [1, 7]) {
      const latents = seededLatents(3, 2, count, config.latentSize);
      const rows = Array.from({ length: count }, (_, i) => {
        const latent = latents.slice(i * config.latentSize, (i + 1) * config.latentSize);
        return stages.map(() => (mapping === 'normalise' ? normalised(latent) : latent));
      });
      const styled = await draw(Float32Array.from(rows.flat().flatMap((style) => [...style])));
      const expected = drawLatents(config, weights, latents);
      expect(styled).toMatchObject({ count, size: config.resolution });
      expect(styled.data.filter((byte, i) => Math.abs(byte - expected.data[i]) > 1)).toHaveLength(0);
    }
    disposeWeights(weights);
  });
});
