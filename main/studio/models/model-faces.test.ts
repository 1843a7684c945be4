import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { ModelId } from '../../contract/ids.ts';
import { modelFaceCount } from '../../contract/models/models.ts';
import { mediaPath } from '../../contract/system/media.ts';
import { jobEnd, openTestStudio } from '../testing/open-test-studio.ts';
import { scriptedCompute } from '../testing/scripted-compute.ts';

it('draws the faces of a model once, whoever asks, and none of a model that is not there', async () => {
  let processes = 0;
  await using open = await openTestStudio({
    launchCompute: (environment) => {
      processes++;
      return scriptedCompute(environment);
    },
  });
  const { client, studio, libraryDir } = open;
  await jobEnd(client, (await client.datasets.importSample({ count: 64 })).jobId);
  const [{ id: datasetId }] = await client.datasets.list();
  const { runId, jobId } = await client.runs.start({ datasetId, preset: 'draft-32', maxKimg: 0.1 });
  await jobEnd(client, jobId);
  const { id } = await client.models.promote({ runId });
  processes = 0;

  const { resolve } = studio.media;
  const files = await Promise.all(
    [0, 1, modelFaceCount - 1].map((at) => resolve(mediaPath.modelFace(id, at))),
  );
  await resolve(mediaPath.modelFace(id, 2));
  expect(processes).toBe(1);
  for (const media of files)
    expect(await sharp(media?.file).metadata()).toMatchObject({ width: 32, height: 32 });
  expect(readdirSync(join(libraryDir, 'models', id, 'faces'))).toHaveLength(modelFaceCount);
  expect(readdirSync(join(libraryDir, 'models'))).toEqual([id]);

  const second = await client.models.promote({ runId });
  expect((await resolve(mediaPath.modelFace(second.id, 0)))?.file).toContain(second.id);

  expect(await resolve(mediaPath.modelFace(id, modelFaceCount))).toBeUndefined();
  expect(await resolve(mediaPath.modelFace(ModelId.parse('nobody'), 0))).toBeUndefined();
  expect(await resolve(`/media/models/${id}/faces/../0.png`)).toBeUndefined();
});
