import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { FromCompute, type ToCompute } from '../../protocol/messages.ts';
import type { TrainTask } from '../../protocol/train.ts';
import { gpuHere } from '../testing/gpu-here.ts';
import { loadNewestCheckpoint } from '../testing/newest-checkpoint.ts';
import { smallConfig, writeRandomPictures } from '../testing/small-runs.ts';

const entry = fileURLToPath(new URL('../testing/losing-main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
const gpu = await gpuHere();
if (!('missing' in gpu)) gpu.device.destroy();
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf('missing' in gpu)('a training whose card is lost', () => {
  const config = smallConfig('classic-mlp', { maxKimg: 0.04, tickKimg: 0.02, gridRows: 2, gridColumns: 2 });
  const pixelsFile = writeRandomPictures(config);

  /** Trains in a compute process; gives what it said and how it ended. */
  const train = (lostAt: number | undefined, checkpointDir?: string) =>
    new Promise<{ messages: FromCompute[]; code: number | null }>((resolve) => {
      const task: TrainTask = {
        type: 'train',
        runDir: folder,
        pixelsFile,
        config,
        engine: 'webgpu',
        threads: 0,
        mode: 'graph',
        checkpointIntervalSeconds: 3600,
        ...(checkpointDir === undefined ? {} : { checkpointDir }),
      };
      const child = fork(entry, {
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        env: { ...process.env, ...(lostAt === undefined ? {} : { FACELOOM_TEST_LOST_AT: `${lostAt}` }) },
      });
      const messages: FromCompute[] = [];
      child.on('message', (raw) => messages.push(FromCompute.parse(raw)));
      child.on('exit', (code) => resolve({ messages, code }));
      child.send({ type: 'task', task } satisfies ToCompute);
    });

  const newest = () => loadNewestCheckpoint(join(folder, 'checkpoints'))?.dir;

  it('ends with the reason and does not hang, and goes on from its checkpoint', async () => {
    const lost = await train(5);
    expect(lost.messages.at(-1)).toMatchObject({ type: 'failed', error: { code: 'CARD_LOST' } });
    expect(lost.code).toBe(1);
    const left = newest();
    const next = await train(undefined, left);
    expect(next.messages.at(-1)).toEqual({ type: 'ended', reason: 'finished' });
    expect(next.code).toBe(0);
    expect(newest()).not.toBe(left);
  });
});
