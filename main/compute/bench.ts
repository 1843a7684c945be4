import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { EngineId } from '../contract/run-config.ts';
import { DataOrder, PixelSource } from './data.ts';
import { countKernels, profileStep } from './profile-step.ts';
import type { BenchTask, FromCompute, PixelCacheHeader } from './protocol.ts';
import { randomStream } from './random.ts';
import { createStepRunner } from './step-runner.ts';
import { createTrainingState, disposeTrainingState } from './training-state.ts';

/** Pictures in the random dataset: enough that batches differ. */
const pictureCount = 256;

/** Times whole training steps, reading pictures included, on random pixels; the median after the warm-up. */
export async function bench(
  { config, warmupSteps, steps, mode, profile }: BenchTask,
  engine: EngineId,
): Promise<FromCompute> {
  const folder = mkdtempSync(join(tmpdir(), 'faceloom-bench-'));
  const state = createTrainingState(config);
  const startedMs = performance.now();
  const runner = await createStepRunner(state, mode);
  const compileSeconds = runner.mode === 'eager' ? 0 : (performance.now() - startedMs) / 1000;
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
      runner.step(source, order);
      if (step >= warmupSteps) timesMs.push(performance.now() - startMs);
    }
    const memoryBytes = process.memoryUsage.rss();
    const kernelsPerStep = runner.nodeCount > 0 ? runner.nodeCount : await countKernels(state, source, order);
    const operations = profile ? await profileStep(state, source, order) : undefined;
    source.close();
    const msPerStep = timesMs.sort((a, b) => a - b)[Math.floor(timesMs.length / 2)];
    return {
      type: 'benchmarked',
      engine,
      mode: runner.mode,
      ...(runner.reason === undefined ? {} : { reason: runner.reason }),
      compileSeconds,
      kernelsPerStep,
      msPerStep,
      ...(operations === undefined ? {} : { profile: operations }),
      imagesPerSecond: (config.batchSize / msPerStep) * 1000,
      memoryBytes,
    };
  } finally {
    runner.dispose();
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
