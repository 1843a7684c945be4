import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { Card, StartedProgram } from '../../gpu/card.ts';
import type { FromCompute } from '../../protocol/messages.ts';
import type { TrainTask } from '../../protocol/train.ts';
import { loadFaceDrawer } from '../drawing/face-drawer.ts';
import { loadEngine } from '../engines/index.ts';
import { openedCard } from '../engines/webgpu.ts';
import { checkOnCard } from '../operations/check-on-card.ts';
import { tryOperations } from '../proof/try-operations.ts';
import { gpuHere } from '../testing/gpu-here.ts';
import { smallConfig, writeRandomPictures } from '../testing/small-runs.ts';
import { loadCheckpoint } from './checkpoints/checkpoint.ts';
import { train } from './trainer.ts';

const gpu = await gpuHere();
if (!('missing' in gpu)) {
  gpu.close();
  await loadEngine('webgpu', 0);
}
const folder = mkdtempSync(join(tmpdir(), 'faceloom-test-'));
afterAll(() => {
  openedCard()?.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf('missing' in gpu)(`the webgpu engine ${'missing' in gpu ? gpu.missing : ''}`, () => {
  const config = (maxKimg: number): RunConfig =>
    smallConfig('classic-dcgan', {
      maxKimg,
      tickKimg: 0.012,
      gridRows: 2,
      gridColumns: 2,
      emaHalfLifeKimg: 1,
    });
  const pixelsFile = writeRandomPictures(config(1), 24, folder);
  const collect = async (run: string, maxKimg: number, more: Partial<TrainTask> = {}) => {
    const messages: FromCompute[] = [];
    const task: TrainTask = {
      type: 'train',
      runDir: join(folder, run),
      pixelsFile,
      config: config(maxKimg),
      engine: 'webgpu',
      threads: 0,
      mode: 'graph',
      checkpointIntervalSeconds: 3600,
      ...more,
    };
    const ending = await train(task, {}, (message) => messages.push(message));
    return { ending, messages };
  };
  const checkpoint = (run: string, nimg: number) =>
    join(folder, run, 'checkpoints', String(nimg).padStart(11, '0'));

  it('trains, saves, draws what it showed, and goes on as if it had never stopped', async () => {
    const { ending, messages } = await collect('whole', 0.024);
    expect(ending).toBe('finished');
    expect(messages).toContainEqual({ type: 'stepping', mode: 'graph' });
    expect(messages.filter(({ type }) => type === 'tick')).toHaveLength(2);
    await collect('parts', 0.012);
    await collect('parts', 0.024, { checkpointDir: checkpoint('parts', 12) });
    const [whole, parts] = [loadCheckpoint(checkpoint('whole', 24)), loadCheckpoint(checkpoint('parts', 24))];
    expect(parts.training).toEqual(whole.training);
    expect(parts.generator).toEqual(whole.generator);
    expect(whole.generator).not.toEqual(loadCheckpoint(checkpoint('parts', 12)).generator);

    const shown = messages.findLast((message) => message.type === 'sample');
    if (shown?.type !== 'sample') throw new Error('no faces were shown');
    const drawer = loadFaceDrawer(config(0.024), join(checkpoint('whole', 24), 'generator.safetensors'));
    const drawn = await drawer.generate({ type: 'generate', requestId: 1, seed: 5, start: 0, count: 4 });
    // Another engine draws it: a value between two bytes may be rounded to either.
    const apart = drawn.data.filter((byte, i) => Math.abs(byte - shown.pixels.data[i]) > 1);
    expect(apart).toHaveLength(0);
  });

  it('proves operations on the card itself, and sees a wrong result', async () => {
    const product = { kind: 'product', batch: 1, rows: 5, terms: 7, columns: 3 } as const;
    const card = openedCard();
    if (card === undefined) throw new Error('no card is open');
    expect((await checkOnCard(product, { places: 20, filterPlaces: 20 }, card)).wrong).toBeUndefined();
    const { operations, faults } = await tryOperations([product], 'quick', () => undefined);
    expect({ operations, faults }).toEqual({ operations: 1, faults: [] });
    // A card that gets one number of each input wrongly.
    const wrongly: Card = {
      ...card,
      async start(program) {
        const started = await card.start(program);
        const run: StartedProgram['run'] = (name, inputs) =>
          started.run(
            name,
            Object.fromEntries(
              Object.entries(inputs).map(([input, values]) => [input, values.with(0, values[0] * 2)]),
            ),
          );
        return {
          run,
          writeState: () => undefined,
          readState: async () => new Map(),
          dispose: () => started.dispose(),
        };
      },
    };
    const { wrong } = await checkOnCard(product, { places: 20, filterPlaces: 20 }, wrongly);
    expect(wrong).toMatchObject({ how: 'is wrong' });
  });
});
