import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Side } from '../../contract/pictures.ts';
import type { PresetId } from '../../contract/presets.ts';
import { type ArchitectureId, architectureFacts } from '../../contract/runs/architectures.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { planConfig, presets } from '../../presets/index.ts';
import { randomStream } from '../../protocol/random.ts';
import { PixelSource } from '../training/data/data.ts';

/** Larger pictures only repeat the same stages; skip-layer excitation alone reaches from 4 to 64 pixels. */
function smallestSide(preset: PresetId): Side {
  const { resolution, skipExcitation } = presets[preset].config;
  if (skipExcitation) return 64;
  return resolution > 32 ? 32 : resolution;
}

/** A preset's networks, narrow enough for tests, with all that its steps have: penalty, average, norms, augmentation. */
export function smallConfig(
  preset: PresetId,
  change: Partial<RunConfig> = {},
  side: Side = smallestSide(preset),
): RunConfig {
  const config = planConfig(presets[preset], {
    seed: 5,
    datasetChannels: 1,
    resolution: side,
    width: 4,
    batchSize: 4,
    imageCount: 3000,
  });
  return {
    ...config,
    latentSize: 8,
    r1IntervalSteps: Math.min(config.r1IntervalSteps, 4),
    discriminatorSteps: Math.min(config.discriminatorSteps, 2),
    ...change,
  };
}

/**
 * The same with as few layers as hold every kind of them, for tests whose time goes with the number of operations: mostly for
 * pictures that are smaller than those of any dataset.
 */
export function shallowConfig(preset: PresetId, change: Partial<RunConfig> = {}): RunConfig {
  const config = smallConfig(preset, change);
  const { architecture, generatorWidths, discriminatorWidths } = config;
  const resolution = shallowSides[architecture] ?? config.resolution;
  const { generatorLayers = () => 2, discriminatorLayers = () => 2 } = architectureFacts[architecture];
  return {
    ...config,
    resolution: resolution as Side,
    generatorWidths: generatorWidths.slice(0, generatorLayers(resolution)),
    discriminatorWidths: discriminatorWidths.slice(-discriminatorLayers(resolution)),
  };
}

/**
 * The last stage of a DCGAN differs from the others, those of the residual networks of two papers are all alike. Our own
 * residual networks are left as they are: one of them decodes 32 pixels, one reaches from 4 to 64.
 */
const shallowSides: Readonly<Partial<Record<ArchitectureId, number>>> = {
  dcgan: 16,
  'style-dcgan': 16,
  'classic-dcgan': 16,
  'wgan-gp': 8,
  sngan: 8,
};

/** Every regulariser that a preset can have at once, so that each is in what is computed. */
export const fullyRegularised = (preset: PresetId): Partial<RunConfig> =>
  presets[preset].fitsDataset
    ? {
        augmentations: ['colour', 'translation', 'cutout'],
        augmentProbability: 0.8,
        augmentTarget: 0.5,
        leCamWeight: 0.3,
        reconstructionWeight: 1,
      }
    : {};

/** Random pictures of a config's size. */
export const randomPictures = (config: RunConfig, count = 24): PixelSource =>
  new PixelSource(writeRandomPictures(config, count));

/** The same as a file in a folder. */
export function writeRandomPictures(
  { resolution, channels }: RunConfig,
  count = 24,
  folder = mkdtempSync(join(tmpdir(), 'faceloom-test-')),
): string {
  const random = randomStream(1, 'test-pictures', 0);
  const file = join(folder, 'pixels.u8');
  const bytes = new Uint8Array(count * resolution ** 2 * channels);
  // Four at a time: millions of bytes otherwise take longer than the steps that learn from them.
  const words = new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
  for (let i = 0; i < words.length; i++) words[i] = random.uniform() * 2 ** 32;
  writeFileSync(file, bytes);
  const header = { schemaVersion: 2, count, heldOut: 5, size: resolution, channels, version: 'test' };
  writeFileSync(file.replace('.u8', '.json'), JSON.stringify(header));
  return file;
}
