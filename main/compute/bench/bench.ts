import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { EngineId } from '../../contract/engines.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { inScratchFolder } from '../../disk/scratch-folder.ts';
import { nameOf } from '../../gpu/open-card.ts';
import type { BenchTask } from '../../protocol/bench.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { PixelCacheHeader } from '../../protocol/pixels.ts';
import { randomStream } from '../../protocol/random.ts';
import { openedCard } from '../engines/webgpu.ts';
import { DataOrder, PixelSource } from '../training/data/data.ts';
import { createTrainingState, disposeTrainingState } from '../training/state/training-state.ts';
import { createStepRunner } from '../training/steps/step-runner.ts';
import { countKernels, profileStep } from './profile-step.ts';
import { scriptMsPerStep } from './script-cost.ts';
import { meanStepMs, type TimedStep } from './step-time.ts';

/** Times whole training steps, reading pictures included, as a run with this config would make them. */
export async function bench(
  task: BenchTask,
  engine: EngineId,
  send: (message: FromCompute) => void,
): Promise<void> {
  const { pixelsFile } = task;
  if (pixelsFile !== undefined) return measure(task, pixelsFile, engine, send);
  await inScratchFolder('faceloom-bench-', (folder) =>
    measure(task, writeRandomPictures(folder, task.config), engine, send),
  );
}

/** So many steps are timed, however slow they are. */
const fewestSteps = 3;

async function measure(
  { config, warmupSteps, steps, limitSeconds, mode, profile, timesScript }: BenchTask,
  pixelsFile: string,
  engine: EngineId,
  send: (message: FromCompute) => void,
): Promise<void> {
  const source = new PixelSource(pixelsFile);
  const state = createTrainingState(config);
  if (mode !== 'eager') send({ type: 'compiling' });
  const startedMs = performance.now();
  const runner = await createStepRunner(state, mode);
  const compileSeconds = runner.mode === 'eager' ? 0 : (performance.now() - startedMs) / 1000;
  const why = runner.reason === undefined ? {} : { reason: runner.reason };
  send({ type: 'stepping', mode: runner.mode, ...why });
  try {
    const order = new DataOrder(source.trainedCount, config.seed);
    // As a training goes on, whose next step is begun before the numbers of the last one are there.
    for (let i = 0; i < warmupSteps; i++) await runner.step(source, order, 1);
    const timed: TimedStep[] = [];
    const beganMs = performance.now();
    const isLate = () => performance.now() - beganMs > limitSeconds * 1000;
    while (timed.length < steps && !(isLate() && timed.length >= fewestSteps)) {
      const { step } = state;
      const startMs = performance.now();
      await runner.step(source, order, 1);
      timed.push({ step, ms: performance.now() - startMs });
      send({ type: 'timed', done: timed.length, total: steps });
      await yieldToEvents();
    }
    // Before anything that a training does not do.
    const memoryBytes = peakMemoryBytes();
    const kernelsPerStep = runner.nodeCount > 0 ? runner.nodeCount : await countKernels(state, source, order);
    // A step on a card has no operations of TensorFlow.js to time.
    const operations = profile && runner.isOnBackend ? await profileStep(state, source, order) : undefined;
    const card = openedCard();
    const scriptMs = card !== undefined && timesScript ? await scriptMsPerStep(config) : undefined;
    const msPerStep = meanStepMs(config, timed);
    send({
      type: 'benchmarked',
      engine,
      mode: runner.mode,
      ...why,
      compileSeconds,
      kernelsPerStep,
      msPerStep,
      ...(operations === undefined ? {} : { profile: operations }),
      imagesPerSecond: (config.batchSize / msPerStep) * 1000,
      memoryBytes,
      ...(runner.cardBytes === undefined ? {} : { cardMemoryBytes: runner.cardBytes }),
      ...(runner.cardOperations === undefined ? {} : { cardOperations: runner.cardOperations }),
      ...(card === undefined ? {} : { cardName: nameOf(card.adapter) }),
      ...(scriptMs === undefined ? {} : { scriptMsPerStep: scriptMs }),
    });
  } finally {
    source.close();
    runner.dispose();
    disposeTrainingState(state);
  }
}

/** The most that this process has held at once. */
const peakMemoryBytes = () => process.resourceUsage().maxRSS * 1024;

/** Pictures in the random dataset: enough that batches differ. */
const pictureCount = 256;

function writeRandomPictures(folder: string, { resolution, channels }: RunConfig): string {
  const header: PixelCacheHeader = {
    schemaVersion: 2,
    heldOut: 0,
    version: 'bench',
    count: pictureCount,
    size: resolution,
    channels,
  };
  const random = randomStream(0, 'bench', 0);
  const bytes = Uint8Array.from({ length: header.count * header.size ** 2 * header.channels }, () =>
    random.below(256),
  );
  const file = join(folder, 'pixels.u8');
  writeFileSync(file, bytes);
  writeFileSync(join(folder, 'pixels.json'), JSON.stringify(header));
  return file;
}
