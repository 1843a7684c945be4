import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planConfig, presets } from '../../presets/index.ts';
import type { PixelCacheHeader } from '../../protocol/pixels.ts';
import { createJob, type JobParts } from '../create-job.ts';
import type { JobMessage } from '../job-messages.ts';
import { jobPaths } from '../job-paths.ts';
import { readMessages } from '../message-log.ts';
import { sharePixels } from '../share-pixels.ts';

/** A small run that ends after 40 steps of 8 pictures. */
export const config = {
  ...planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1, deterministic: true }),
  ...{ batchSize: 8, tickKimg: 0.16, gridRows: 2, gridColumns: 2, maxKimg: 0.32 },
};

/** Makes a job folder on 32 grey pictures, in a shared folder that is made as well; returns its path. */
export async function testJob(
  root: string,
  name: string,
  { task, ...parts }: Partial<Omit<JobParts, 'task'>> & { task?: Partial<JobParts['task']> } = {},
): Promise<string> {
  const library = join(root, '..', 'library');
  for (const folder of [library, root]) mkdirSync(folder, { recursive: true });
  const pixelsFile = join(library, 'pixels.u8');
  const pixels = new Uint8Array(32 * 32 * 32).map((_, i) => (i * 7 + Math.floor(i / 1024) * 13) % 256);
  const header: PixelCacheHeader = {
    ...{ schemaVersion: 2, count: 32, heldOut: 2, version: 'test', size: 32, channels: 1 },
  };
  writeFileSync(pixelsFile, pixels);
  writeFileSync(join(library, 'pixels.json'), JSON.stringify(header));
  return createJob(root, name, {
    ...parts,
    task: {
      pixels: await sharePixels(root, pixelsFile),
      ...{ name: 'Test', config, engine: 'wasm', mode: 'eager', checkpointIntervalSeconds: 60 },
      keep: { newest: 2, milestoneKimg: 0 },
      ...task,
    },
  });
}

/** What a worker has said of a job so far. */
export async function messagesOf(folder: string): Promise<JobMessage[]> {
  const { messages } = jobPaths(folder);
  return existsSync(messages) ? (await readMessages(messages, 0)).map(({ message }) => message) : [];
}
