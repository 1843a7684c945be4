import { mkdirSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DatasetId } from '../../contract/ids.ts';
import type { PlaceChoices } from '../../contract/places/places.ts';
import { drawnLibrary } from '../testing/drawn-library.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../testing/open-test-studio.ts';
import { scriptedCompute } from '../testing/scripted-compute.ts';
import { tempFolderPerTest } from '../testing/temp-folder.ts';

const path = tempFolderPerTest();
const library = drawnLibrary();
let studio: TestStudio;
let datasetId: DatasetId;
beforeEach(async () => {
  datasetId = library.copyTo(path('library'));
  for (const name of ['shared', 'elsewhere']) mkdirSync(path(name));
  studio = await openTestStudio({
    libraryDir: path('library'),
    launchCompute: scriptedCompute,
    pace: { pollMs: 20, queueMs: 50, silentMs: 60_000 },
  });
  return async () => studio[Symbol.asyncDispose]();
});

const folderPlace = (more: object = {}): PlaceChoices => ({
  ...{ kind: 'folder', name: 'Box', folder: path('shared') },
  ...more,
});
const add = (choices: PlaceChoices = folderPlace()) => studio.client.places.add(choices);

describe('a place that is changed', () => {
  it('keeps its id and its runs, which show its new name', async () => {
    const { client } = studio;
    const { id } = await add();
    const { runId, jobId } = await client.runs.start({ datasetId, preset: 'draft-32', place: id });
    await vi.waitFor(
      async () => expect((await client.runs.get({ id: runId })).whereabouts?.phase).toBe('waiting'),
      { timeout: 300_000 },
    );
    await client.runs.pause({ id: runId });
    await jobEnd(client, jobId);
    const changed = await client.places.change({
      id,
      choices: folderPlace({ name: 'Big box', folder: path('elsewhere') }),
    });
    expect(changed).toEqual({ id, kind: 'folder', name: 'Big box', folder: path('elsewhere') });
    expect(await client.places.list()).toEqual([changed]);
    expect((await client.runs.get({ id: runId })).place).toEqual({ id, name: 'Big box' });
  });

  it('is refused while a run is there, for a name that another one has, and for another kind', async () => {
    const { client } = studio;
    const { id } = await add();
    await add(folderPlace({ name: 'Attic' }));
    const change = (choices: PlaceChoices) => client.places.change({ id, choices });
    await expect(change(folderPlace({ name: 'Attic' }))).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    // Its own name is no other's.
    expect(await change(folderPlace())).toMatchObject({ name: 'Box' });
    await expect(
      change({ ...folderPlace(), kind: 'slurm', program: '/faceloom' } as PlaceChoices),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const { runId } = await client.runs.start({ datasetId, preset: 'draft-32', place: id });
    await expect(change(folderPlace({ folder: path('elsewhere') }))).rejects.toMatchObject({
      ...{ code: 'RUN_STATE', data: { next: 'Pause or stop it first.', subject: runId } },
    });
    expect(await client.places.list()).toContainEqual({ id, ...folderPlace() });
  });
});

describe('how many processes share a run at a place', () => {
  const slurm = { kind: 'slurm', program: '/faceloom', ranks: 3 } as const;

  it.each([
    ['the place says so', {}, 3],
    ['it is chosen for the run', { ranks: 2 }, 2],
  ])('is refused where they cannot: %s', async (_who, more, ranks) => {
    const { id } = await add(folderPlace(slurm));
    await expect(
      studio.client.runs.start({
        ...{ datasetId, preset: 'draft-32', place: id, hyperParameters: { batchSize: 7 } },
        ...more,
      }),
    ).rejects.toMatchObject({ message: expect.stringContaining(`shared by ${ranks} ranks`) });
    expect(await studio.client.runs.list()).toEqual([]);
  });

  it('is one in Kubernetes, and for the host to say on this computer', async () => {
    const { id } = await add(folderPlace({ kind: 'kubernetes', image: 'faceloom', claim: 'share' }));
    const run = { datasetId, preset: 'draft-32', ranks: 2 } as const;
    await expect(studio.client.runs.start({ ...run, place: id })).rejects.toMatchObject({
      ...{ code: 'INVALID_INPUT', message: expect.stringContaining('Kubernetes') },
    });
    await expect(studio.client.runs.start(run)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
