import { cpSync } from 'node:fs';
import { assert, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DatasetId, RunId } from '../../../contract/ids.ts';
import type { Schedule } from '../../../contract/runs/limits.ts';
import { StartRunInput } from '../../../contract/runs/runs.ts';
import type { SystemEvent } from '../../../contract/system/system.ts';
import { EventBus } from '../../base/events.ts';
import { createLogger } from '../../base/log.ts';
import type { ComputeProcess } from '../../compute-process/compute-launcher.ts';
import { computeProcesses } from '../../compute-process/compute-processes.ts';
import { Engines } from '../../compute-process/engine-status.ts';
import { freeMemory } from '../../compute-process/free-memory.ts';
import { Datasets } from '../../datasets/datasets.ts';
import { Doctor } from '../../datasets/diagnosis/doctor.ts';
import { openDatasetStores } from '../../datasets/store/index.ts';
import { Jobs } from '../../jobs/jobs.ts';
import { openLibrary } from '../../library/library.ts';
import { SettingsStore } from '../../library/settings.ts';
import { Places } from '../../places/places.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../../testing/open-test-studio.ts';
import { scriptedCompute } from '../../testing/scripted-compute.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';
import { usualPace } from '../elsewhere/followed-run.ts';
import { Runs } from '../runs.ts';

const path = tempFolderPerTest();
const library = drawnLibrary();
const evening = '2026-06-01T18:00:00Z';
let clock: FakeClock;
let started: ComputeProcess[];
let datasetId: DatasetId;

const open = (options: Parameters<typeof openTestStudio>[0] = {}): Promise<TestStudio> =>
  openTestStudio({
    libraryDir: path('library'),
    clock,
    launchCompute: (env) => {
      const process = scriptedCompute(env);
      started.push(process);
      return process;
    },
    ...options,
  });

beforeEach(() => {
  clock = new FakeClock(evening);
  started = [];
  datasetId = library.copyTo(path('library'));
});

/** A run that goes on until somebody ends it, unless it is told a length. */
const start = async (
  { client }: TestStudio,
  name: string,
  more: { maxKimg?: number; schedule?: Schedule } = {},
) => (await client.runs.start({ datasetId, preset: 'draft-32', name, maxKimg: 1e6, ...more })).runId;

/** Every run as 'name state place', oldest first. */
const standing = async ({ client }: TestStudio) =>
  (await client.runs.list())
    .toReversed()
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ name, state, queuePosition }) => [name, state, queuePosition].filter(Boolean).join(' '));

const patience = { timeout: 300_000 };
const becomes = (studio: TestStudio, expected: string[]) =>
  vi.waitFor(async () => expect(await standing(studio)).toEqual(expected), patience);

const lastEvent = async ({ client }: TestStudio, id: RunId) =>
  (await client.runs.history({ id })).timeline.at(-1);

describe('the queue', () => {
  it('begins with the next run when the one before has ended, in order', async () => {
    await using studio = await open();
    await start(studio, 'A', { maxKimg: 1 });
    await start(studio, 'B', { maxKimg: 1 });
    await start(studio, 'C');
    // The first begins at once, sooner or later.
    expect((await standing(studio)).slice(1)).toEqual(['B queued 1', 'C queued 2']);
    await becomes(studio, ['A finished', 'B finished', 'C running']);
    expect(await studio.client.queue.get()).toEqual({ runIds: [], isHeld: false });
  });

  it('begins with the next run when the one before has failed', async () => {
    await using studio = await open();
    await start(studio, 'A');
    await start(studio, 'B');
    await becomes(studio, ['A running', 'B queued 1']);
    started.at(-1)?.kill();
    await becomes(studio, ['A interrupted', 'B running']);
  });

  it('is put into another order, and left', async () => {
    await using studio = await open();
    const ids: RunId[] = [];
    for (const name of ['A', 'B', 'C', 'D']) ids.push(await start(studio, name));
    const { client } = studio;
    expect((await client.queue.move({ id: ids[3], position: 1 })).runIds).toEqual([ids[3], ids[1], ids[2]]);
    expect((await client.queue.move({ id: ids[3], position: 99 })).runIds).toEqual([ids[1], ids[2], ids[3]]);
    await client.runs.pause({ id: ids[2] });
    await client.runs.stop({ id: ids[1] });
    await becomes(studio, ['A running', 'B finished', 'C paused', 'D queued 1']);
    await client.runs.remove({ id: ids[3] });
    await expect(client.queue.move({ id: ids[2], position: 1 })).rejects.toMatchObject({ code: 'RUN_STATE' });
    await expect(client.runs.remove({ id: ids[0] })).rejects.toMatchObject({ code: 'RUN_STATE' });
    // A run that never began starts when it is resumed.
    await client.runs.resume({ id: ids[2] });
    await client.runs.stop({ id: ids[0] });
    await becomes(studio, ['A finished', 'B finished', 'C running']);
  });

  it('goes on when a run is paused, unless it is held; then a run begins only by hand', async () => {
    await using studio = await open();
    const [a, b] = [await start(studio, 'A'), await start(studio, 'B')];
    await start(studio, 'C');
    await becomes(studio, ['A running', 'B queued 1', 'C queued 2']);
    await studio.client.runs.pause({ id: a });
    await becomes(studio, ['A paused', 'B running', 'C queued 1']);
    expect(await studio.client.queue.hold({ isHeld: true })).toMatchObject({ isHeld: true });
    await studio.client.runs.pause({ id: b });
    clock.set('2026-06-01T20:00:00Z');
    expect(await standing(studio)).toEqual(['A paused', 'B paused', 'C queued 1']);
    await studio.client.runs.resume({ id: a });
    await becomes(studio, ['A running', 'B paused', 'C queued 1']);
    await studio.client.runs.stop({ id: a });
    expect(await standing(studio)).toEqual(['A finished', 'B paused', 'C queued 1']);
    await studio.client.queue.hold({ isHeld: false });
    await becomes(studio, ['A finished', 'B paused', 'C running']);
  });

  it('goes on where it was when the studio is opened again, held or not', async () => {
    {
      await using studio = await open();
      for (const name of ['A', 'B', 'C']) await start(studio, name);
      await becomes(studio, ['A running', 'B queued 1', 'C queued 2']);
    }
    {
      await using studio = await open();
      await becomes(studio, ['A running', 'B queued 1', 'C queued 2']);
      expect((await lastEvent(studio, (await studio.client.runs.list())[2].id))?.kind).toBe('resumed');
      await studio.client.queue.hold({ isHeld: true });
    }
    await using studio = await open();
    expect(await standing(studio)).toEqual(['A queued 1', 'B queued 2', 'C queued 3']);
  });

  it('outlives a studio that was killed', async () => {
    await using studio = await open();
    for (const name of ['A', 'B']) await start(studio, name);
    await becomes(studio, ['A running', 'B queued 1']);
    cpSync(studio.libraryDir, path('as-killed'), { recursive: true });
    await using next = await open({ libraryDir: path('as-killed') });
    await becomes(next, ['A interrupted', 'B running']);
  });

  it('leaves the runs of others alone in a process that trains its own or none', async () => {
    {
      await using studio = await open({ queueReach: 'none' });
      await start(studio, 'A');
      clock.set('2026-06-01T20:00:00Z');
      expect(await standing(studio)).toEqual(['A queued 1']);
    }
    {
      await using studio = await open({ queueReach: 'own' });
      await start(studio, 'B', { maxKimg: 1 });
      await becomes(studio, ['A queued 1', 'B finished']);
    }
    await using studio = await open();
    await becomes(studio, ['A running', 'B finished']);
  });

  it('has a job for each run that waits; cancelling it takes the run out', async () => {
    await using studio = await open();
    await start(studio, 'A');
    const { jobId } = await studio.client.runs.start({ datasetId, preset: 'draft-32', name: 'B' });
    const waiting = (await studio.client.jobs.list()).find(({ id }) => id === jobId);
    expect(waiting).toMatchObject({ state: 'running', progress: { note: 'Waits for its turn' } });
    await studio.client.jobs.cancel({ id: jobId });
    expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'cancelled' });
    await becomes(studio, ['A running', 'B paused']);
  });
});

describe('a schedule', () => {
  it('makes a run wait for its time while others go first, over any sleep of the computer', async () => {
    await using studio = await open();
    const night = await start(studio, 'A', {
      schedule: { startAt: '2026-06-01T22:00:00+02:00' },
      maxKimg: 1,
    });
    await start(studio, 'B', { maxKimg: 1 });
    await becomes(studio, ['A queued 1', 'B finished']);
    clock.set('2026-06-01T19:59:59Z');
    expect(await standing(studio)).toEqual(['A queued 1', 'B finished']);
    clock.set('2026-06-04T03:00:00Z');
    await becomes(studio, ['A finished', 'B finished']);
    expect((await studio.client.runs.get({ id: night })).config.maxKimg).toBe(1);
  });

  it('stops a run past midnight, and says why', async () => {
    await using studio = await open();
    const schedule = { startAt: '2026-06-01T22:00:00+02:00', stopAt: '2026-06-02T07:00:00+02:00' };
    const id = await start(studio, 'A', { schedule });
    clock.set('2026-06-01T20:00:00Z');
    await becomes(studio, ['A running']);
    clock.set('2026-06-02T04:59:55Z');
    expect(await standing(studio)).toEqual(['A running']);
    clock.set('2026-06-02T05:00:00Z');
    await becomes(studio, ['A finished']);
    expect(await lastEvent(studio, id)).toMatchObject({
      kind: 'finished',
      sentence: 'The run was stopped at the time that was set for it.',
    });
  });

  it('takes a run out of the queue whose time to stop comes before its turn', async () => {
    await using studio = await open();
    await start(studio, 'A');
    const late = await start(studio, 'B', { schedule: { stopAt: '2026-06-02T07:00:00+02:00' } });
    await becomes(studio, ['A running', 'B queued 1']);
    clock.set('2026-06-02T05:00:00Z');
    await becomes(studio, ['A running', 'B paused']);
    expect((await lastEvent(studio, late))?.sentence).toMatch(/before its turn/);
    await studio.client.runs.resume({ id: late });
    expect((await studio.client.runs.get({ id: late })).schedule).toBeUndefined();
  });

  it('can be changed while a run waits and while it trains', async () => {
    await using studio = await open();
    const id = await start(studio, 'A', { schedule: { startAt: '2026-06-01T22:00:00+02:00' } });
    await studio.client.queue.reschedule({ id, schedule: {} });
    await becomes(studio, ['A running']);
    await studio.client.queue.reschedule({ id, schedule: { stopAt: '2026-06-02T07:00:00+02:00' } });
    const { nimg } = await studio.client.runs.get({ id });
    const goesOn = async () => (await studio.client.runs.get({ id })).nimg > nimg;
    await vi.waitUntil(goesOn, patience);
    expect((await studio.client.runs.get({ id })).schedule).toEqual({ stopAt: '2026-06-02T07:00:00+02:00' });
    clock.set('2026-06-02T05:00:00Z');
    await becomes(studio, ['A finished']);
    const rescheduled = studio.client.queue.reschedule({ id, schedule: {} });
    await expect(rescheduled).rejects.toMatchObject({ code: 'RUN_STATE' });
  });
});

it('ends a run when the KID of a checkpoint falls below the value that was set for it', async () => {
  const library = openLibrary(path('library'));
  const log = createLogger(() => undefined);
  const events = new EventBus<SystemEvent>(log);
  const stores = openDatasetStores(library);
  const runs = new Runs({
    freeMemory,
    readBattery: async () => undefined,
    library,
    jobs: new Jobs(log),
    events,
    datasets: new Datasets(library, stores, new Doctor(library.db, stores), events),
    engines: new Engines(computeProcesses(scriptedCompute)),
    settings: new SettingsStore(library.db),
    compute: computeProcesses(scriptedCompute),
    clock,
    modelOf: () => {
      throw new Error('not needed');
    },
    reach: 'all',
    ranks: 1,
    places: new Places(library.db, events),
    pace: usualPace,
    log,
  });
  const input = StartRunInput.parse({ datasetId, preset: 'draft-32', maxKimg: 1e6, stopBelowKid: 0.05 });
  const { runId } = await runs.start(input);
  const isRunning = () => runs.get(runId).state === 'running';
  await vi.waitUntil(isRunning, patience);
  await runs.pause(runId);
  await runs.resume(runId, {});
  await vi.waitUntil(isRunning, patience);
  const [{ name }] = await runs.checkpoints.list(runId);
  await runs.checkpoints.score(runId, name, 0.06);
  expect(isRunning()).toBe(true);
  await runs.checkpoints.score(runId, name, 0.04);
  await vi.waitUntil(() => runs.get(runId).state === 'finished', patience);
  expect(runs.series.history(runId).timeline.at(-1)?.sentence).toMatch(/KID fell below/);
  await runs.close();
  library.close();
});

describe('a sweep', () => {
  const gamma = {
    preset: 'draft-32' as const,
    axis: 'gamma' as const,
    values: [0.5, 1, 2],
    maxKimg: 1e6,
  };

  it('is a group of runs that train one after the other', async () => {
    await using studio = await open();
    const { groupId, runs } = await studio.client.sweeps.start({ ...gamma, datasetId, maxKimg: 1 });
    expect(await standing(studio)).toEqual([
      'Faces · draft-32 · γ × 0.5 queued',
      'Faces · draft-32 · γ × 1 queued 1',
      'Faces · draft-32 · γ × 2 queued 2',
    ]);
    for (const { jobId } of runs) expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'done' });
    const members = await studio.client.runs.list();
    const middle = members.find(({ group }) => group?.value === 1);
    assert(middle);
    for (const { group, config, state } of members) {
      expect(group).toMatchObject({ id: groupId, name: 'Faces · draft-32', axis: 'gamma' });
      const [r1Gamma, r2Gamma] = [middle.config.r1Gamma, middle.config.r2Gamma];
      const factor = group?.value ?? Number.NaN;
      expect(config).toEqual({ ...middle.config, r1Gamma: r1Gamma * factor, r2Gamma: r2Gamma * factor });
      expect(state).toBe('finished');
    }
  });

  it('is paused, resumed, stopped and removed as one, and no run of it slips through', async () => {
    await using studio = await open();
    const { sweeps } = studio.client;
    const { groupId: id } = await sweeps.start({ ...gamma, datasetId, name: 'γ' });
    await start(studio, 'other');
    await becomes(studio, [
      'other queued 3',
      'γ · γ × 0.5 running',
      'γ · γ × 1 queued 1',
      'γ · γ × 2 queued 2',
    ]);
    await sweeps.pause({ id });
    await becomes(studio, ['other running', 'γ · γ × 0.5 paused', 'γ · γ × 1 paused', 'γ · γ × 2 paused']);
    expect((await sweeps.resume({ id })).runs).toHaveLength(3);
    await becomes(studio, [
      'other running',
      'γ · γ × 0.5 queued 1',
      'γ · γ × 1 queued 2',
      'γ · γ × 2 queued 3',
    ]);
    await sweeps.stop({ id });
    await becomes(studio, [
      'other running',
      'γ · γ × 0.5 finished',
      'γ · γ × 1 finished',
      'γ · γ × 2 finished',
    ]);
    expect((await sweeps.resume({ id })).runs).toEqual([]);
    await expect(sweeps.resume({ id, maxKimg: 2e6, ranks: 2 })).rejects.toMatchObject({
      ...{ code: 'INVALID_INPUT', message: expect.stringContaining('chosen for places') },
    });
    expect((await sweeps.resume({ id, maxKimg: 2e6 })).runs).toHaveLength(3);
    await sweeps.stop({ id });
    await sweeps.remove({ id });
    expect(await standing(studio)).toEqual(['other running']);
    await expect(sweeps.pause({ id })).rejects.toMatchObject({ code: 'GROUP_NOT_FOUND' });
  });

  it('is not removed while one of its runs trains', async () => {
    await using studio = await open();
    const { groupId: id } = await studio.client.sweeps.start({ ...gamma, datasetId });
    await expect(studio.client.sweeps.remove({ id })).rejects.toMatchObject({ code: 'RUN_STATE' });
    expect(await studio.client.runs.list()).toHaveLength(3);
  });
});
