import { renameSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test, vi } from 'vitest';
import type { DatasetId, RunId } from '../contract/ids.ts';
import { drawnLibrary } from '../studio/testing/drawn-library.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../studio/testing/open-test-studio.ts';
import { standInEngines } from '../studio/testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../studio/testing/temp-folder.ts';
import { updateGuard } from './update-guard.ts';

const place = tempFolderPerTest();
const library = drawnLibrary();
let datasetId: DatasetId;
beforeEach(() => {
  datasetId = library.copyTo(place('library'));
  install('version 1');
});

/** Puts the program's file into its place, as a package manager does. */
function install(version: string): void {
  writeFileSync(place('faceloom.new'), version);
  renameSync(place('faceloom.new'), place('faceloom'));
}

/** The program that is installed now, opened on the library; what its engines prove is remembered for the next. */
function open(): Promise<TestStudio> {
  const { candidates, launch } = standInEngines({ fine: { engine: 'wasm' } });
  const assertUnchanged = updateGuard(place('faceloom'));
  return openTestStudio({
    ...{ libraryDir: place('library'), engineCache: place('engines'), engineCandidates: candidates },
    launchCompute: (environment) => {
      assertUnchanged();
      return launch(environment);
    },
  });
}

const start = ({ client }: TestStudio, name: string) =>
  client.runs.start({ datasetId, preset: 'draft-32', name, maxKimg: 1e6 });
const run = ({ client }: TestStudio, id: RunId) => client.runs.get({ id });

const patience = { timeout: 300_000 };
const becomes = (studio: TestStudio, id: RunId, state: string) =>
  vi.waitFor(async () => expect(await run(studio, id)).toMatchObject({ state }), patience);
const trains = (studio: TestStudio, id: RunId) =>
  vi.waitFor(async () => expect((await run(studio, id)).nimg).toBeGreaterThan(0), patience);

/** The newer program goes on with a run and ends it. */
async function finishes(studio: TestStudio, id: RunId): Promise<void> {
  const { nimg } = await run(studio, id);
  const { jobId } = await studio.client.runs.resume({ id, maxKimg: nimg / 1000 + 0.32 });
  expect(await jobEnd(studio.client, jobId)).toMatchObject({ state: 'done' });
  expect(await run(studio, id)).toMatchObject({ state: 'finished', nimg: nimg + 320, error: undefined });
}

test('a paused run is found paused by the newer program, and goes on there', async () => {
  let paused: Awaited<ReturnType<typeof run>>;
  {
    await using older = await open();
    const { runId } = await start(older, 'A');
    await trains(older, runId);
    await older.client.runs.pause({ id: runId });
    await becomes(older, runId, 'paused');
    paused = await run(older, runId);
    install('version 2');
    const { jobId } = await older.client.runs.resume({ id: runId });
    const updated = { code: 'PROGRAM_UPDATED', data: { next: expect.stringMatching(/^Close it and start/) } };
    expect(await jobEnd(older.client, jobId)).toMatchObject({ state: 'failed', error: updated });
    expect(await run(older, runId)).toMatchObject({
      state: 'interrupted',
      nimg: paused.nimg,
      error: updated,
    });
  }
  await using newer = await open();
  const found = await run(newer, paused.id);
  expect(found).toMatchObject({
    ...{ state: 'paused', nimg: paused.nimg, checkpointNimg: paused.nimg, error: undefined },
  });
  await finishes(newer, found.id);
});

test('nothing is held against an engine that an updated program could not try', async () => {
  let id: RunId;
  {
    await using older = await open();
    install('version 2');
    const { runId, jobId } = await start(older, 'A');
    expect(await jobEnd(older.client, jobId)).toMatchObject({ error: { code: 'PROGRAM_UPDATED' } });
    expect(await run(older, runId)).toMatchObject({ state: 'interrupted', nimg: 0 });
    id = runId;
  }
  await using newer = await open();
  expect(await run(newer, id)).toMatchObject({ state: 'paused', error: undefined });
  await finishes(newer, id);
});

test('runs that wait keep their places for the newer program', async () => {
  let waiting: RunId;
  {
    await using older = await open();
    const [first, second, third] = [
      (await start(older, 'A')).runId,
      (await start(older, 'B')).runId,
      (await start(older, 'C')).runId,
    ];
    await trains(older, first);
    install('version 2');
    await older.client.runs.pause({ id: first });
    await becomes(older, second, 'interrupted');
    await becomes(older, first, 'paused');
    expect(await run(older, third)).toMatchObject({ state: 'queued', queuePosition: 1 });
    waiting = third;
  }
  await using newer = await open();
  await trains(newer, waiting);
});
