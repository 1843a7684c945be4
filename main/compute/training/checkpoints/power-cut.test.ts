import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planConfig, presets } from '../../../presets/index.ts';
import { checkpointName } from '../../../protocol/checkpoint-files.ts';
import { randomStream } from '../../../protocol/random.ts';
import { MemoryDisk } from '../../testing/memory-disk.ts';
import { loadNewestCheckpoint } from '../../testing/newest-checkpoint.ts';
import { type CheckpointContent, saveCheckpoint } from './checkpoint.ts';

const config = planConfig(presets['draft-32'], { seed: 1, datasetChannels: 1 });
const checkpointAt = (nimg: number, trainingSeconds = nimg): CheckpointContent => ({
  state: { config, step: nimg / 32, nimg, trainingSeconds },
  generator: new Map([['w', { shape: [2], values: Float32Array.from([nimg, 2]) }]]),
  training: new Map([['g.w', { shape: [2], values: Float32Array.from([3, nimg]) }]]),
});

class PowerCut extends Error {}

/** What a run does to its disk: checkpoints, some saved again after a roll back, and old ones that are dropped. */
function* life(disk: MemoryDisk): Generator<CheckpointContent> {
  const folder = '/run/checkpoints';
  const save = (checkpoint: CheckpointContent) => {
    saveCheckpoint(folder, checkpoint, disk);
    return checkpoint;
  };
  disk.makeFolder('/run');
  disk.syncFolder('/');
  yield save(checkpointAt(0));
  yield save(checkpointAt(0, 7));
  yield save(checkpointAt(320));
  yield save(checkpointAt(640));
  disk.remove(join(folder, checkpointName(0)));
  yield save(checkpointAt(960));
  disk.remove(join(folder, checkpointName(320)));
  yield save(checkpointAt(960, 8));
}

/** Cuts the power before the n-th operation; gives what was saved by then, or undefined when life was over before. */
function cutAt(
  n: number,
  Kind: typeof MemoryDisk,
): { disk: MemoryDisk; newest?: CheckpointContent } | undefined {
  let left = n;
  const disk = new Kind(() => {
    left -= 1;
    // Nothing can be done after it either, such as tidying up.
    if (left <= 0) throw new PowerCut();
  });
  let newest: CheckpointContent | undefined;
  try {
    for (const saved of life(disk)) newest = saved;
    return undefined;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    return { disk, ...(newest === undefined ? {} : { newest }) };
  }
}

/** Cuts the power at every operation, several times each, as chance has it; counts how often what was saved was lost. */
function countLosses(Kind: typeof MemoryDisk, chances: number): { cuts: number; losses: number } {
  let [cuts, losses] = [0, 0];
  for (let n = 1; ; n++) {
    const cut = cutAt(n, Kind);
    if (cut === undefined) return { cuts, losses };
    for (let chance = 0; chance < chances; chance++) {
      const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
      cut.disk.afterPowerCut('/run', folder, randomStream(n, 'power-cut', chance));
      if (cut.newest !== undefined && !isThere(cut.newest, join(folder, 'checkpoints'))) losses += 1;
      rmSync(folder, { recursive: true });
      cuts += 1;
    }
  }
}

/** True when the newest whole checkpoint of a folder is this one, or one that was being saved after it. */
function isThere({ state }: CheckpointContent, folder: string): boolean {
  const found = existsSync(folder) ? loadNewestCheckpoint(folder)?.checkpoint : undefined;
  if (found === undefined || found.state.nimg < state.nimg) return false;
  expect(found).toEqual(checkpointAt(found.state.nimg, found.state.trainingSeconds));
  return true;
}

describe('a power cut at any operation', () => {
  it('leaves what was saved last, or what was being saved, whole', () => {
    const { cuts, losses } = countLosses(MemoryDisk, 6);
    expect(losses).toBe(0);
    expect(cuts).toBeGreaterThan(400);
  });

  it.each(['syncFile', 'syncFolder'] as const)('loses checkpoints where %s is left out', (sync) => {
    class CarelessDisk extends MemoryDisk {
      [sync](): void {
        // As if it had never been asked for.
      }
    }
    expect(countLosses(CarelessDisk, 2).losses).toBeGreaterThan(0);
  });
});
