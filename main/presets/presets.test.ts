import { describe, expect, it } from 'vitest';
import { PresetId } from '../contract/presets.ts';
import { architectureFacts } from '../contract/runs/architectures.ts';
import { planConfig, presets, type RunChoices } from './index.ts';

const plain = { seed: 1, datasetChannels: 3 } as const;

describe('planConfig', () => {
  it('takes the preset, then what the dataset asks for, then what the user set', () => {
    expect(planConfig(presets['draft-32'], plain)).toMatchObject({
      ...presets['draft-32'].config,
      channels: 3,
      maxKimg: 200,
      augmentations: [],
    });
    const few = { ...plain, imageCount: 500, maxMinutes: 5 };
    const fitted = planConfig(presets['draft-32'], few);
    expect(fitted).toMatchObject({ augmentProbability: 1, leCamWeight: 0.1, maxMinutes: 5 });
    expect(fitted).not.toHaveProperty('maxKimg');
    const set = planConfig(presets['draft-32'], {
      ...few,
      batchSize: 16,
      hyperParameters: { batchSize: 8, leCamWeight: 0, r1Gamma: 3 },
    });
    expect(set).toEqual({ ...fitted, batchSize: 8, leCamWeight: 0, r1Gamma: 3 });
    expect(planConfig(presets['classic-mlp'], few)).toMatchObject({ channels: 1, augmentations: [] });
  });

  it.each(PresetId.options)('makes %s of every side that its networks can', (preset) => {
    const own = presets[preset].config;
    for (const resolution of architectureFacts[own.architecture].sides) {
      const config = planConfig(presets[preset], { ...plain, resolution });
      expect(config.resolution).toBe(resolution);
      if (resolution === own.resolution) expect(config).toMatchObject(own);
    }
  });

  it('keeps each layer with the side of its map', () => {
    const { generatorWidths, discriminatorWidths, r1Gamma } = planConfig(presets['standard-64'], {
      ...plain,
      resolution: 32,
    });
    expect([generatorWidths, discriminatorWidths, r1Gamma]).toEqual([
      [256, 160, 96],
      [96, 160, 256],
      0.1 / 4,
    ]);
    expect(planConfig(presets['standard-64'], { ...plain, resolution: 256 })).toMatchObject({
      generatorWidths: [256, 160, 96, 48, 24, 12],
      discriminatorWidths: [12, 24, 48, 96, 160, 256],
      r1Gamma: 0.1 * 16,
    });
  });

  it.each<[string, PresetId, Partial<RunChoices>]>([
    ['resolution', 'draft-32', { resolution: 28 }],
    ['generatorWidths', 'draft-32', { hyperParameters: { generatorWidths: [8] } }],
    ['discriminatorWidths', 'high-128', { hyperParameters: { discriminatorWidths: [8, 8] } }],
    ['microBatches', 'draft-32', { hyperParameters: { microBatches: 5 } }],
    ['microBatches', 'draft-32', { hyperParameters: { batchSize: 8, microBatches: 8 } }],
    ['microBatches', 'classic-dcgan', { hyperParameters: { microBatches: 2 } }],
  ])('says that %s does not go with the rest of %s', (subject, preset, choices) => {
    expect(() => planConfig(presets[preset], { ...plain, ...choices })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', data: expect.objectContaining({ subject }) }),
    );
  });
});
