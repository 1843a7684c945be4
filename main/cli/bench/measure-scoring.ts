import { randomBytes } from 'node:crypto';
import { mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StudioError } from '../../contract/errors.ts';
import { median } from '../../contract/scores/median.ts';
import { withOwner } from '../../disk/abandoned-folders.ts';
import { planConfig, presets } from '../../presets/index.ts';
import { generatorFile } from '../../protocol/checkpoint-files.ts';
import type { PixelCacheHeader } from '../../protocol/pixels.ts';
import { createLogger } from '../../studio/base/log.ts';
import { computeProcesses } from '../../studio/compute-process/compute-processes.ts';
import { forkCompute } from '../../studio/compute-process/fork-compute.ts';
import { openSession } from '../../studio/compute-process/session.ts';
import { chooseMode } from '../../studio/compute-process/step-mode.ts';
import { scoringShare } from '../../studio/runs/training/run-scorer.ts';
import { computeEntry } from '../app.ts';

export interface ScoringCost {
  /** Processor time until the network is loaded and real pictures are embedded, once in a training. */
  secondsToStart: number;
  /** Processor time of one score through the face network. */
  secondsPerScore: number;
  /** Speed of a training while a checkpoint is scored, as a part of its speed otherwise. */
  ratioWhileScoring: number;
  /** The same over a long training: scoring goes on for a part of the time only. */
  ratio: number;
}

const pictures = 300;
const compared = 128;
const windowMs = 10_000;
/** Windows of time with scoring, and as many without. */
const windows = 4;
/** Until speeds are steady. */
const settleMs = 5000;
/** A process of low priority that is not ready by then is not let run at all. */
const longestStartMs = 120_000;

/** Trains draft-32 on random pictures and scores its first checkpoint over and over in every other window of time. */
export async function measureScoring(): Promise<ScoringCost> {
  await using temporary = await mkdtempDisposable(join(tmpdir(), withOwner('faceloom-bench-')));
  const folder = temporary.path;
  const compute = computeProcesses(
    forkCompute(
      computeEntry,
      createLogger(() => undefined),
    ),
  );
  const config = planConfig(presets['draft-32'], { seed: 0, datasetChannels: 3 });
  const mode = chooseMode('auto', config);
  const pixelsFile = await writePictures(folder, config.resolution);
  const engine = 'auto';
  const training = openSession(
    compute,
    {
      type: 'train',
      engine,
      threads: 0,
      runDir: folder,
      pixelsFile,
      config,
      mode,
      checkpointIntervalSeconds: 3600,
    },
    { subject: 'The training process', next },
  );
  const scoring = openSession(
    compute,
    { type: 'score', engine, threads: 1, config, pixelsFile, hasFaces: true, count: compared },
    { subject: 'The process that scores', next },
  );
  try {
    let nimg = 0;
    training.on('steps', ({ rows }) => {
      nimg = rows.at(-1)?.nimg ?? nimg;
    });
    const isTraining = new Promise((resolve) => training.on('stepping', resolve));
    const failure = Promise.race([training.ended, scoring.ended]).then(() => {
      throw new Error('a process ended before it was measured');
    });
    const orFailure = <T>(work: Promise<T>): Promise<T> => Promise.race([work, failure]);
    const tooBusy = sleep(longestStartMs, undefined, { ref: false }).then(() => Promise.reject(busy()));
    await Promise.race([orFailure(Promise.all([isTraining, scoring.ready])), tooBusy]);
    await orFailure(sleep(settleMs));

    const [checkpoint] = await readdir(join(folder, 'checkpoints'));
    const generator = join(folder, 'checkpoints', checkpoint, generatorFile);
    const scored: { cpuMs: number; wallMs: number }[] = [];
    const scoreOnce = async (): Promise<number> =>
      (await orFailure(scoring.ask({ type: 'score', generatorFile: generator }))).cpuMs;
    const firstCpuMs = await scoreOnce();
    let totalCpuMs = firstCpuMs;
    const scoreForAWhile = async () => {
      const endMs = performance.now() + windowMs;
      while (performance.now() < endMs) {
        const startMs = performance.now();
        const cpuMs = await scoreOnce();
        scored.push({ cpuMs: cpuMs - totalCpuMs, wallMs: performance.now() - startMs });
        totalCpuMs = cpuMs;
      }
    };
    const rateDuring = async (work: Promise<void>) => {
      const start = { nimg, ms: performance.now() };
      await orFailure(work);
      return ((nimg - start.nimg) / (performance.now() - start.ms)) * 1000;
    };
    const rates: Record<'with' | 'without', number[]> = { with: [], without: [] };
    for (let i = 0; i < windows; i++) {
      rates.without.push(await rateDuring(sleep(windowMs)));
      rates.with.push(await rateDuring(scoreForAWhile()));
    }
    const cpuMs = median(scored.map((each) => each.cpuMs));
    const wallMs = median(scored.map((each) => each.wallMs));
    const ratioWhileScoring = median(rates.with) / median(rates.without);
    // A score takes its wall time, and the next one begins when its processor time is down to its share of the machine.
    const part = Math.min(1, wallMs / (cpuMs / (scoringShare * availableParallelism())));
    return {
      secondsToStart: (firstCpuMs - cpuMs) / 1000,
      secondsPerScore: cpuMs / 1000,
      ratioWhileScoring,
      ratio: 1 - part * (1 - ratioWhileScoring),
    };
  } finally {
    for (const session of [training, scoring]) session.kill(new Error('the measuring is over'));
    await Promise.allSettled([training.ended, scoring.ended]);
  }
}

const next = 'Close what else is running and measure again.';

const busy = () =>
  new StudioError('MACHINE_BUSY', 'Scoring gives way to everything else, and did not get to begin.', {
    next,
  });

async function writePictures(folder: string, size: number): Promise<string> {
  const file = join(folder, 'pixels.u8');
  const header: PixelCacheHeader = {
    schemaVersion: 2,
    count: pictures,
    heldOut: 0,
    size,
    channels: 3,
    version: 'bench',
  };
  await writeFile(file, randomBytes(pictures * size * size * header.channels));
  await writeFile(join(folder, 'pixels.json'), JSON.stringify(header));
  return file;
}
