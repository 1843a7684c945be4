import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PresetId, RunConfig } from '../../contract/run-config.ts';
import { PixelSource } from '../data.ts';
import { planConfig, presets } from '../presets/index.ts';
import { randomStream } from '../random.ts';

/** A preset's networks, narrow enough for tests, with all that its steps have: penalty, average, norms. */
export function smallConfig(preset: PresetId, change: Partial<RunConfig> = {}): RunConfig {
  const config = planConfig(presets[preset], { seed: 5, datasetChannels: 1, width: 4, batchSize: 4 });
  return { ...config, latentSize: 8, r1IntervalSteps: Math.min(config.r1IntervalSteps, 4), ...change };
}

/** Random pictures of a config's size. */
export function randomPictures({ resolution, channels }: RunConfig, count = 24): PixelSource {
  const random = randomStream(1, 'test-pictures', 0);
  const file = join(mkdtempSync(join(tmpdir(), 'faceloom-test-')), 'pixels.u8');
  const bytes = Uint8Array.from({ length: count * resolution ** 2 * channels }, () => random.below(256));
  writeFileSync(file, bytes);
  const header = { schemaVersion: 2, count, heldOut: 0, size: resolution, channels, version: 'test' };
  writeFileSync(file.replace('.u8', '.json'), JSON.stringify(header));
  return new PixelSource(file);
}
