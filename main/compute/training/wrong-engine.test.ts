import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { planConfig, presets } from '../../presets/index.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { TrainTask } from '../../protocol/train.ts';
import { loadEngine } from '../engines/index.ts';
import { plantFault } from '../testing/plant-fault.ts';
import { writeRandomPictures } from '../testing/small-runs.ts';
import { train } from './trainer.ts';

let folder: string;
let undo: () => void = () => undefined;
beforeAll(async () => {
  await loadEngine('wasm', 1);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
});
afterEach(() => {
  undo();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('stops a run in the middle when the engine becomes wrong, at a checkpoint from when it was right', async () => {
  const config = {
    ...planConfig(presets['draft-32'], { seed: 9, datasetChannels: 1, maxKimg: 8 }),
    generatorWidths: [8, 8, 8],
    discriminatorWidths: [8, 8, 8],
    batchSize: 8,
    tickKimg: 0.08,
    gridRows: 2,
    gridColumns: 2,
  };
  const task: TrainTask = {
    type: 'train',
    runDir: folder,
    pixelsFile: writeRandomPictures(config, 40),
    config,
    engine: 'wasm',
    threads: 1,
    mode: 'auto',
    checkpointIntervalSeconds: 20,
  };
  // Between two ticks enough time goes by for a checkpoint and for a check, and too little for a sleeping computer.
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 1));
  const plantedAt = 240;
  const messages: FromCompute[] = [];
  const ended = train(task, {}, (message) => {
    messages.push(message);
    if (message.type !== 'tick') return;
    nowMs += 26_000;
    if (message.tick.nimg === plantedAt) undo = plantFault('Conv2D', 'wasm', 'one-in-ten-thousand');
  });

  await expect(ended).rejects.toMatchObject({
    code: 'ENGINE_WRONG',
    message: expect.stringMatching(/^The engine computed wrongly: convolution of .* is wrong, by .* %/),
    data: { next: expect.stringContaining('Resume') },
  });
  const rewound = messages.find((message) => message.type === 'rewound');
  expect(rewound?.nimg).toBeLessThanOrEqual(plantedAt);
  expect(readdirSync(join(folder, 'checkpoints')).map(Number)).toContain(rewound?.nimg);
  expect(messages.find((message) => message.type === 'engine-wrong')).toMatchObject({
    operation: expect.stringMatching(/^convolution of 8 pictures/),
  });
  const health = messages.find(
    (message) => message.type === 'health' && message.condition === 'engine-wrong',
  );
  expect(health).toMatchObject({
    nimg: rewound?.nimg,
    sentence: expect.stringMatching(/went back to 0\.\d kimg, when it was still right\.$/),
  });
  const lastTick = messages.findLast((message) => message.type === 'tick');
  expect(lastTick?.tick.nimg).toBeGreaterThanOrEqual(plantedAt);
});
