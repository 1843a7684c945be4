import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, assert, beforeAll, expect, it } from 'vitest';
import type { DatasetId, ModelId } from '../../contract/ids.ts';
import { drawnLibrary } from '../testing/drawn-library.ts';
import { jobEnd, type TestStudio } from '../testing/open-test-studio.ts';
import { scriptedCompute } from '../testing/scripted-compute.ts';

const library = drawnLibrary();
let open: TestStudio;
let datasetId: DatasetId;
let id: ModelId;

beforeAll(async () => {
  const drawn = await library.open({ launchCompute: scriptedCompute });
  open = drawn;
  ({ datasetId } = drawn);
  const { client } = open;
  const { runId, jobId } = await client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 0.5 });
  await jobEnd(client, jobId);
  ({ id } = await client.models.promote({ runId, name: 'Kept' }));
});
afterAll(() => open[Symbol.asyncDispose]());

it('leaves nothing behind when it is cancelled', async () => {
  const { client, libraryDir } = open;
  const { jobId } = await client.models.evaluate({ from: { kind: 'model', id } });
  await client.jobs.cancel({ id: jobId });
  expect(await jobEnd(client, jobId)).toMatchObject({ state: 'cancelled' });
  expect(await client.models.evaluations({})).toEqual([]);
  expect(existsSync(join(libraryDir, 'models', id, 'evaluations'))).toBe(false);
});

it('stays readable when the dataset is gone, and then says what can no longer be computed', async () => {
  const { client, libraryDir } = open;
  const evaluate = async () => {
    const { jobId } = await client.models.evaluate({ from: { kind: 'model', id } });
    const { result } = await jobEnd(client, jobId);
    assert(result?.kind === 'evaluate');
    return client.models.evaluation({ id: result.evaluationId });
  };
  const before = await evaluate();
  expect(before).toMatchObject({ datasetId, datasetName: 'Faces', provenance: { imageCount: 64 } });
  await client.datasets.remove({ id: datasetId });
  expect(await client.models.evaluation({ id: before.id })).toEqual(before);
  const after = await evaluate();
  const reason = expect.stringContaining('“Faces” is no longer in the library');
  expect(after).toMatchObject({ datasetMissing: reason, kid: { reason }, msSsim: { value: 0.5 } });
  expect(after.datasetId).toBeUndefined();
  const { html } = await client.models.evaluationReport({ id: before.id });
  expect(html).toContain('<h1>Kept</h1>');
  // Every score is labelled with what it was seen through and how pictures were brought to that size.
  expect(html).toContain('<td class="dim">as they are</td><td class="dim">none</td>');
  expect(html).not.toMatch(/<script|src="http/);
  expect(readdirSync(join(libraryDir, 'models', id, 'evaluations')).sort()).toEqual(
    [before.id, after.id].sort(),
  );
});

it('goes with its model, and an unknown model is an error at once', async () => {
  const { client } = open;
  await client.models.remove({ id });
  expect(await client.models.evaluations({})).toEqual([]);
  await expect(client.models.evaluate({ from: { kind: 'model', id } })).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
  });
});
