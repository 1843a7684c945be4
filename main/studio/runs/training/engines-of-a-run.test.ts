import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { RunId } from '../../../contract/ids.ts';
import { describeDoubt, engineDoubt } from '../../../contract/runs/engine-uses.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../../testing/open-test-studio.ts';
import { type StandIn, standInEngines } from '../../testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';

const path = tempFolderPerTest();

/** One library, on computers where engines are right or wrong. */
function computer(name: string, standIns: Record<string, StandIn>): Promise<TestStudio> {
  const { candidates, launch } = standInEngines(standIns);
  return openTestStudio({
    ...{ launchCompute: launch, engineCache: path(name), engineCandidates: candidates },
    libraryDir: path('library'),
  });
}

const fast: StandIn = { engine: 'wasm' };
const slow: StandIn = { engine: 'wasm' };

/** A run that was trained with "fast" and paused. */
async function trainedWithFast(): Promise<RunId> {
  const trains = Promise.withResolvers<void>();
  const watched: StandIn = {
    ...fast,
    work: (message, { type }) => {
      if (type === 'train' && message.type === 'status') trains.resolve();
      return undefined;
    },
  };
  await using test = await computer('first', { fast: watched, slow });
  const { jobId } = await test.client.datasets.importSample({ name: 'Sample', count: 64 });
  const { result } = await jobEnd(test.client, jobId);
  if (result?.kind !== 'import') throw new Error('nothing was drawn');
  const { datasetId } = result;
  const run = await test.client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 20 });
  await trains.promise;
  await test.client.runs.pause({ id: run.runId });
  await jobEnd(test.client, run.jobId);
  expect(await test.client.runs.get({ id: run.runId })).toMatchObject({
    state: 'paused',
    engineSettings: 'fast',
    engineUses: [{ engine: 'wasm', settings: 'fast', fromNimg: 0 }],
  });
  return run.runId;
}

const doubtOf = async ({ client }: TestStudio, id: RunId) => {
  const { candidates } = await client.system.info();
  return engineDoubt(await client.runs.get({ id }), candidates);
};

describe('a run whose engine turns out wrong', () => {
  it('is resumed under right settings, which are recorded; what it learned before stays in doubt', async () => {
    const id = await trainedWithFast();
    await using test = await computer('second', { fast: { ...fast, operations: 'wrong' }, slow });
    expect(await doubtOf(test, id)).toBeUndefined();
    const { nimg: before } = await test.client.runs.get({ id });
    expect(await jobEnd(test.client, (await test.client.runs.resume({ id })).jobId)).toMatchObject({
      state: 'done',
    });
    expect(await test.client.runs.get({ id })).toMatchObject({
      state: 'finished',
      engineSettings: 'slow',
      engineUses: [
        { engine: 'wasm', settings: 'fast', fromNimg: 0 },
        { engine: 'wasm', settings: 'slow', fromNimg: expect.any(Number) },
      ],
    });
    const doubt = await doubtOf(test, id);
    expect(doubt).toMatchObject({ title: 'Engine fast', fromNimg: 0 });
    expect(doubt?.toNimg).toBeGreaterThan(0);
    expect(doubt?.toNimg).toBeLessThanOrEqual(before);

    // Cards say so, in the window and beside exported files.
    const { id: model } = await test.client.models.promote({ runId: id, name: 'Kept' });
    const card = await test.client.models.card({ id: model });
    const limits = card.sections.find(({ title }) => title === 'Limits');
    expect(limits?.sentences).toContain(doubt && describeDoubt(doubt));
    const recipe = card.sections.find(({ title }) => title === 'Recipe');
    expect(recipe?.facts).toContainEqual({
      label: 'Trained with',
      value: expect.stringMatching(/^Engine fast, from \d+\.\d kimg on Engine slow$/),
    });
    expect(card.markdown).toContain('Trained with: Engine fast');
  });

  it('from before engines were kept says so too, and keeps them from now on', async () => {
    const id = await trainedWithFast();
    using library = new DatabaseSync(path('library/library.sqlite'));
    library.exec("UPDATE runs SET engine_uses = NULL, engine_settings = NULL, engine = 'wasm'");
    await using test = await computer('second', { simd: { engine: 'wasm', operations: 'wrong' }, slow });
    await jobEnd(test.client, (await test.client.runs.resume({ id })).jobId);
    expect(await test.client.runs.get({ id })).toMatchObject({
      engineSettings: 'slow',
      engineUses: [{ settings: 'simd', fromNimg: 0 }, { settings: 'slow' }],
    });
    expect(await doubtOf(test, id)).toMatchObject({ title: 'Engine simd', fromNimg: 0 });
  });
});
