import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { z } from 'zod';
import { DataOrder, PixelSource } from './data.ts';
import type { BenchTask, FromCompute, PixelCacheHeader } from './protocol.ts';
import { randomStream } from './random.ts';
import { createTrainingState, disposeTrainingState, trainStep } from './training-step.ts';

/** Pictures in the random dataset: enough that batches differ. */
const pictureCount = 256;

/** Times whole training steps, reading pictures included, on random pixels; the median after the warm-up. */
export function bench({ config, warmupSteps, steps }: z.infer<typeof BenchTask>): FromCompute {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-bench-'));
  const state = createTrainingState(config);
  try {
    const source = randomPictures(folder, {
      schemaVersion: 2,
      heldOut: 0,
      version: 'bench',
      count: pictureCount,
      size: config.resolution,
      channels: config.channels,
    });
    const order = new DataOrder(pictureCount, config.seed);
    const timesMs: number[] = [];
    for (let step = 0; step < warmupSteps + steps; step++) {
      const startMs = performance.now();
      trainStep(state, source, order);
      if (step >= warmupSteps) timesMs.push(performance.now() - startMs);
    }
    source.close();
    const msPerStep = timesMs.sort((a, b) => a - b)[Math.floor(timesMs.length / 2)];
    return {
      type: 'benchmarked',
      msPerStep,
      imagesPerSecond: (config.batchSize / msPerStep) * 1000,
      memoryBytes: process.memoryUsage.rss(),
    };
  } finally {
    disposeTrainingState(state);
    rmSync(folder, { recursive: true, force: true });
  }
}

function randomPictures(folder: string, header: PixelCacheHeader): PixelSource {
  const random = randomStream(0, 'bench', 0);
  const bytes = Uint8Array.from({ length: header.count * header.size ** 2 * header.channels }, () =>
    random.below(256),
  );
  const file = join(folder, 'pixels.u8');
  writeFileSync(file, bytes);
  writeFileSync(join(folder, 'pixels.json'), JSON.stringify(header));
  return new PixelSource(file);
}
