import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOwnedFolder } from '../../disk/abandoned-folders.ts';
import { createJob } from '../../job-folder/create-job.ts';
import type { JobName } from '../../job-folder/job-paths.ts';
import { sharePixels } from '../../job-folder/share-pixels.ts';
import { planConfig, presets } from '../../presets/index.ts';
import type { PixelCacheHeader } from '../../protocol/pixels.ts';

/** Makes the folder of a job that trains two steps on pictures of no faces, in so many processes. */
export async function makeTrialJob(root: string, name: JobName, ranks: number): Promise<void> {
  const folder = await makeOwnedFolder(tmpdir(), 'faceloom-trial-');
  try {
    // Four pictures for each rank.
    const batchSize = 4 * ranks;
    const config = {
      ...planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 }),
      ...{ batchSize, microBatches: 1, tickKimg: 1, gridRows: 2, gridColumns: 2 },
      maxKimg: (2 * batchSize) / 1000,
    };
    const pixelsFile = join(folder, 'pixels.u8');
    await writeFile(pixelsFile, pictures());
    await writeFile(join(folder, 'pixels.json'), JSON.stringify(header));
    await createJob(root, name, {
      task: {
        ...{ name: 'Trial', config, engine: 'auto', mode: 'auto', checkpointIntervalSeconds: 60 },
        ...(ranks === 1 ? {} : { ranks }),
        keep: { newest: 2, milestoneKimg: 0 },
        pixels: await sharePixels(root, pixelsFile),
      },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const [count, side] = [64, 32];
const header: PixelCacheHeader = {
  ...{ schemaVersion: 2, count, heldOut: 4, version: 'trial', size: side, channels: 1 },
};

/** Slanted shades, each picture with other ones. */
const pictures = (): Uint8Array =>
  Uint8Array.from(
    { length: count * side * side },
    (_, i) => ((i % side) * 5 + Math.floor(i / side) * 3) % 256,
  );
