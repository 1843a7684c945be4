import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { planConfig, presets } from '../../presets/index.ts';
import { Db } from '../library/db.ts';
import { migrate } from '../library/migrations/index.ts';
import { SettingsStore } from '../library/settings.ts';
import { type FakeProcess, fakeCompute } from '../testing/fake-compute.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';
import { DrawingProcess } from './drawing-process.ts';

const path = tempFolderPerTest();
let db: Db;
beforeEach(() => {
  db = new Db(path('test.sqlite'));
  migrate(db);
});
afterEach(() => db.close());

const config = planConfig(presets['draft-32'], { seed: 0, datasetChannels: 1 });
const generator = (file: string) => ({ file, config });
const onePixel = { count: 1, size: 1, channels: 1, data: new Uint8Array(1) } as const;

/** Processes that draw one pixel, or do something else when they are asked for the seed `oddSeed`. */
function rig(onOddSeed: (process: FakeProcess) => void = () => undefined) {
  const { compute, processes } = fakeCompute((process) => {
    process.onReceive = (message) => {
      if (message.type === 'task') process.ready();
      else if (message.type === 'generate' && message.seed === oddSeed) onOddSeed(process);
      else if (message.type === 'generate')
        process.tell({ type: 'generated', requestId: message.requestId, pixels: onePixel });
    };
  });
  return { drawer: new DrawingProcess(compute, new SettingsStore(db)), processes };
}
const oddSeed = 13;

it('keeps the process of the generator used last, and starts another for another one', async () => {
  const { drawer, processes } = rig();
  for (const file of ['a', 'a', 'b', 'a']) await drawer.generate(generator(file), 1, 1);
  expect(processes).toHaveLength(3);
  expect(processes.map(({ kills }) => kills)).toEqual([1, 1, 0]);
  drawer.close();
});

it('starts anew after a crash, which it says', async () => {
  const { drawer, processes } = rig((process) => process.exit({ signal: 'SIGSEGV' }));
  await expect(drawer.generate(generator('a'), oddSeed, 1)).rejects.toMatchObject({
    code: 'COMPUTE_CRASHED',
    message: expect.stringMatching(/^The process that draws faces .*SIGSEGV/),
  });
  await expect(drawer.generate(generator('a'), 1, 1)).resolves.toEqual(onePixel);
  expect(processes).toHaveLength(2);
  drawer.close();
});

it('draws with another engine where one dies over it, and says how the last one died', async () => {
  for (const isLast of [false, true]) {
    let deaths = 0;
    const { drawer, processes } = rig((process) => {
      deaths += 1;
      const isPassedOver = deaths === 1;
      if (!isPassedOver && !isLast) {
        process.tell({ type: 'generated', requestId: 1, pixels: onePixel });
        return;
      }
      process.tell({ type: 'engine-failed', title: 'One', reason: 'It died.', isPassedOver });
      process.exit({ signal: isPassedOver ? 'SIGFPE' : 'SIGILL' });
    });
    const drawn = drawer.generate(generator('a'), oddSeed, 1);
    if (isLast) await expect(drawn).rejects.toMatchObject({ message: expect.stringContaining('SIGILL') });
    else await expect(drawn).resolves.toEqual(onePixel);
    expect(processes).toHaveLength(2);
    drawer.close();
  }
});

it('draws nothing any more when it is closed', async () => {
  const { drawer, processes } = rig();
  const drawing = Promise.allSettled([1, oddSeed].map((seed) => drawer.generate(generator('a'), seed, 1)));
  await vi.waitUntil(() => processes[0]?.sent.length === 3, { timeout: 300_000 });
  drawer.close();
  expect(await drawing).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'CANCELLED' } },
  ]);
  await expect(drawer.generate(generator('a'), 1, 1)).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(processes).toHaveLength(1);
});
