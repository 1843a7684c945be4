import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RunId } from '../../../contract/ids.ts';
import { describeDoubt, engineDoubt } from '../../../contract/runs/engine-uses.ts';
import { cardError } from '../../../graphics-cards/card-errors.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { jobEnd, openTestStudio, type TestStudio } from '../../testing/open-test-studio.ts';
import { type StandIn, standInEngines } from '../../testing/stand-in-engines.ts';
import { tempFolderPerTest } from '../../testing/temp-folder.ts';

const path = tempFolderPerTest();
const library = drawnLibrary();

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

/** A run that is trained, paused, and resumed when something has happened to the cards of the computer. */
async function resumedAfter(happens: (smi: string) => void) {
  const bin = path('bin');
  mkdirSync(bin);
  vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const smi = join(bin, 'nvidia-smi');
  const listing = "echo '0, GPU-1, 550.54.14, 12288, [N/A], 8.6, RTX 3060'";
  writeFileSync(smi, `#!/bin/sh\n${listing}\n`, { mode: 0o755 });
  const device = { uuid: 'GPU-1', name: 'RTX 3060', driver: '550.54.14' };
  let error = cardError('CUDA_ERROR_UNKNOWN: unknown error');
  const { candidates, launch } = standInEngines({
    card: { engine: 'wasm', device },
    processor: { engine: 'wasm' },
  });
  await using test = await library.open({
    ...{ engineCache: path('first'), engineCandidates: candidates },
    launchCompute: (environment) => {
      const inner = launch(environment);
      return {
        ...{ pid: undefined, send: (message) => inner.send(message), onExit: (to) => inner.onExit(to) },
        kill: () => inner.kill(),
        onMessage: (listener) =>
          inner.onMessage((message) => {
            if (error === undefined || message.type !== 'status') return listener(message);
            listener({ type: 'failed', error: error.toReport() });
            error = undefined;
            inner.kill();
          }),
      };
    },
  });
  const { datasetId } = test;
  const { runId, jobId } = await test.client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 0.2 });
  expect(await jobEnd(test.client, jobId)).toMatchObject({ error: { code: 'COMPUTE_CRASHED' } });
  expect(await test.client.runs.get({ id: runId })).toMatchObject({
    ...{ state: 'interrupted', engineSettings: 'card' },
  });
  happens(smi);
  await jobEnd(test.client, (await test.client.runs.resume({ id: runId })).jobId);
  const { timeline } = await test.client.runs.history({ id: runId });
  return {
    run: await test.client.runs.get({ id: runId }),
    adjusted: timeline.filter(({ kind }) => kind === 'adjusted').map(({ sentence }) => sentence),
  };
}

describe.skipIf(process.platform === 'win32')(
  'a run whose card was lost (stand-ins are shell scripts)',
  () => {
    it('tries the same card again when it is resumed', async () => {
      const { run, adjusted } = await resumedAfter(() => undefined);
      expect(run).toMatchObject({ state: 'finished', engineSettings: 'card' });
      expect(adjusted).toEqual([]);
    });

    it('goes on with the next engine when the driver no longer lists the card, and says so', async () => {
      const { run, adjusted } = await resumedAfter((smi) =>
        writeFileSync(smi, '#!/bin/sh\necho "No devices were found"\nexit 6\n', { mode: 0o755 }),
      );
      expect(run).toMatchObject({ state: 'finished', engineSettings: 'processor' });
      expect(adjusted).toEqual([
        'RTX 3060 cannot be used now: the driver no longer lists it. Training goes on with Engine processor.',
      ]);
    });
  },
);

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
  const datasetId = library.copyTo(path('library'));
  await using test = await computer('first', { fast: watched, slow });
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
