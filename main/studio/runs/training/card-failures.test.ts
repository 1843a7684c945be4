import { expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors.ts';
import { cardError } from '../../../graphics-cards/card-errors.ts';
import type { ComputeLauncher } from '../../compute-process/compute-launcher.ts';
import { drawnLibrary } from '../../testing/drawn-library.ts';
import { jobEnd } from '../../testing/open-test-studio.ts';
import { scriptedCompute } from '../../testing/scripted-compute.ts';

/** Trainings whose graphics card says this once, after their first steps. */
const sayingOnce = (text: string): ComputeLauncher => failing(1, cardError(text));

/** Trainings that end like this so many times, after their first steps. */
function failing(times: number, error: StudioError | undefined): ComputeLauncher {
  let left = times;
  return (environment) => {
    const inner = scriptedCompute(environment);
    return {
      get pid() {
        return inner.pid;
      },
      send: (message) => inner.send(message),
      onExit: (listener) => inner.onExit(listener),
      kill: () => inner.kill(),
      onMessage: (listener) =>
        inner.onMessage((message) => {
          if (left === 0 || message.type !== 'status' || error === undefined) return listener(message);
          left -= 1;
          listener({ type: 'failed', error: error.toReport() });
          inner.kill();
        }),
    };
  };
}

const library = drawnLibrary();

async function trainOn(launchCompute: ComputeLauncher) {
  const test = await library.open({ launchCompute });
  const { datasetId } = test;
  const { runId, jobId } = await test.client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 0.2 });
  return { test, runId, ended: await jobEnd(test.client, jobId) };
}

it('a card that fell off the bus interrupts a run, which goes on when it is resumed', async () => {
  const { test, runId, ended } = await trainOn(sayingOnce('CUDA_ERROR_UNKNOWN: unknown error'));
  await using _ = test;
  expect(ended).toMatchObject({ state: 'failed', error: { code: 'COMPUTE_CRASHED' } });
  expect(await test.client.runs.get({ id: runId })).toMatchObject({
    state: 'interrupted',
    error: { data: { next: expect.stringContaining('resume the run') } },
  });
  const { jobId } = await test.client.runs.resume({ id: runId });
  expect(await jobEnd(test.client, jobId)).toMatchObject({ state: 'done' });
  expect(await test.client.runs.get({ id: runId })).toMatchObject({ state: 'finished' });
});

it('a card without enough memory names the batch that fits', async () => {
  const { test, runId } = await trainOn(sayingOnce('OOM when allocating tensor with shape[64,64,64,64]'));
  await using _ = test;
  expect(await test.client.runs.get({ id: runId })).toMatchObject({
    state: 'failed',
    error: {
      code: 'MEMORY_SHORT',
      data: { next: expect.stringMatching(/\d+ micro-batches, parts of \d+ pictures/) },
    },
  });
});

const lost = new StudioError('CARD_LOST', 'The graphics card was lost.', { next: 'Resume the run.' });

it('a run whose card is lost goes on by itself, once, from its last checkpoint', async () => {
  const { test, runId, ended } = await trainOn(failing(1, lost));
  await using _ = test;
  expect(ended).toMatchObject({ state: 'done' });
  expect(await test.client.runs.get({ id: runId })).toMatchObject({ state: 'finished' });
  const { timeline } = await test.client.runs.history({ id: runId });
  expect(timeline.map(({ sentence }) => sentence)).toContainEqual(
    expect.stringMatching(/^The graphics card was lost. The run goes on by itself from [0-9.]+ kimg.$/),
  );
});

it('a run whose card is lost again asks, and loses nothing', async () => {
  const { test, runId, ended } = await trainOn(failing(2, lost));
  await using _ = test;
  expect(ended).toMatchObject({ state: 'failed', error: { code: 'CARD_LOST' } });
  expect(await test.client.runs.get({ id: runId })).toMatchObject({
    state: 'interrupted',
    error: { code: 'CARD_LOST', data: { next: 'Resume the run.' } },
  });
  const { jobId } = await test.client.runs.resume({ id: runId });
  expect(await jobEnd(test.client, jobId)).toMatchObject({ state: 'done' });
});
