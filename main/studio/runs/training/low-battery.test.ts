import { expect, test } from 'vitest';
import type { Battery } from '../../base/battery.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { FakeClock } from '../../testing/fake-clock.ts';

import { scriptedCompute } from '../../testing/scripted-compute.ts';

const library = drawnLibrary();

/** Two runs on one dataset: the first trains, the second waits. */
async function setUp(readBattery: () => Promise<Battery | undefined>) {
  const clock = new FakeClock('2026-06-01T18:00:00Z');
  const open = await library.open({ clock, readBattery, launchCompute: scriptedCompute });
  const { client, datasetId } = open;
  const start = async (name: string) =>
    (await client.runs.start({ datasetId, name, preset: 'draft-32', maxKimg: 1000 })).runId;
  const [first, second] = [await start('A'), await start('B')];
  const stateOf = async (id: typeof first) => (await client.runs.get({ id })).state;
  await expect.poll(() => stateOf(first)).toBe('running');
  return { ...open, clock, first, second, stateOf };
}

test('a battery that runs low pauses the training and holds the queue, where the settings say so', async () => {
  let battery: Battery = { percent: 21, isDischarging: true };
  const {
    client,
    clock,
    first,
    second,
    stateOf,
    [Symbol.asyncDispose]: close,
  } = await setUp(async () => battery);
  await client.system.settings({ pauseBelowBattery: 20 });
  clock.set('2026-06-01T18:01:00Z');
  battery = { percent: 19, isDischarging: false };
  clock.set('2026-06-01T18:02:00Z');
  battery = { percent: 19, isDischarging: true };
  // Not asked again within the minute.
  clock.set('2026-06-01T18:02:30Z');
  expect(await stateOf(first)).toBe('running');

  clock.set('2026-06-01T18:03:00Z');
  await expect.poll(() => stateOf(first)).toBe('paused');
  const { timeline } = await client.runs.history({ id: first });
  expect(timeline.at(-1)).toMatchObject({
    kind: 'paused',
    sentence: 'The run was paused: the battery is at 19 %.',
  });
  expect(await stateOf(second)).toBe('queued');
  expect(await client.queue.get()).toMatchObject({ isHeld: true });
  await close();
});

test('nothing is asked where the settings do not say so', async () => {
  let asked = 0;
  const {
    clock,
    first,
    stateOf,
    [Symbol.asyncDispose]: close,
  } = await setUp(async () => {
    asked += 1;
    return { percent: 1, isDischarging: true };
  });
  clock.set('2026-06-01T18:05:00Z');
  expect(await stateOf(first)).toBe('running');
  expect(asked).toBe(0);
  await close();
});

test('a battery that cannot be read is told once, and pauses nothing', async () => {
  const open = await setUp(async () => {
    throw new Error('no such program');
  });
  const { client, clock, first, stateOf, logLines, [Symbol.asyncDispose]: close } = open;
  await client.system.settings({ pauseBelowBattery: 20 });
  const told = () => logLines.filter(({ message }) => message.includes('the battery cannot be read')).length;
  clock.set('2026-06-01T18:01:00Z');
  await expect.poll(told).toBe(1);
  clock.set('2026-06-01T18:02:00Z');
  clock.set('2026-06-01T18:03:00Z');
  await Promise.resolve();
  expect(told()).toBe(1);
  expect(await stateOf(first)).toBe('running');
  await close();
});
