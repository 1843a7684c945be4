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
import { shallowConfig, writeRandomPictures } from '../testing/small-runs.ts';

const entry = fileURLToPath(new URL('../testing/losing-main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
const gpu = await gpuHere();
if (!('missing' in gpu)) gpu.device.destroy();
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf('missing' in gpu)(
  `a training whose card is lost ${'missing' in gpu ? gpu.missing : ''}`,
  () => {
    const mostNimg = 40;
    const config = shallowConfig('classic-mlp', {
      maxKimg: mostNimg / 1000,
      tickKimg: 0.02,
      gridRows: 2,
      gridColumns: 2,
    });
    const pixelsFile = writeRandomPictures(config, 24, folder);

    /** Trains in a compute process; gives what it said and how it ended. */
    const train = (more: Partial<TrainTask>, env: NodeJS.ProcessEnv = {}) =>
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
          ...more,
        };
        const child = fork(entry, {
          serialization: 'advanced',
          stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
          env: { ...process.env, ...env },
        });
        const messages: FromCompute[] = [];
        child.on('message', (raw) => messages.push(FromCompute.parse(raw)));
        child.on('close', (code) => resolve({ messages, code }));
        child.send({ type: 'task', task } satisfies ToCompute);
      });

    const newest = () => {
      const found = loadNewestCheckpoint(join(folder, 'checkpoints'));
      if (found === undefined) throw new Error('there is no checkpoint');
      return { dir: found.dir, nimg: found.checkpoint.state.nimg };
    };

    it('ends with the reason and does not hang, and goes on from its checkpoint', async () => {
      const lost = await train({ checkpointIntervalSeconds: 1e-6 }, { FACELOOM_TEST_LOSES_CARD: '1' });
      expect(lost.messages.at(-1)).toMatchObject({ type: 'failed', error: { code: 'CARD_LOST' } });
      expect(lost.code).toBe(1);
      const left = newest();
      expect(left.nimg).toBeGreaterThan(0);
      expect(left.nimg).toBeLessThan(mostNimg);
      const next = await train({ checkpointDir: left.dir });
      expect(next.messages.at(-1)).toEqual({ type: 'ended', reason: 'finished' });
      expect(next.code).toBe(0);
      const rows = next.messages.flatMap((message) => (message.type === 'steps' ? message.rows : []));
      expect(rows[0].nimg).toBe(left.nimg + config.batchSize);
      expect(newest().nimg).toBe(mostNimg);
    });
  },
);
