import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { FaceId, RunId, UploadId } from '../contract/ids.ts';
import { mediaPath } from '../contract/system/media.ts';
import { batchPaths, libraryPaths } from './library/paths.ts';
import { jobEnd, openTestStudio } from './testing/open-test-studio.ts';

const runId = RunId.parse('run-1');
const [faceId, downloadId] = [FaceId.parse('face-1'), UploadId.parse('download-1')];
const noCompute = () => {
  throw new Error('not needed');
};

it('resolves the contract’s paths to files of the library, and nothing else', async () => {
  await using open = await openTestStudio({ launchCompute: noCompute });
  const paths = libraryPaths(open.libraryDir);
  const put = async (file: string, content?: string) => {
    mkdirSync(dirname(file), { recursive: true });
    if (content !== undefined) writeFileSync(file, content);
    else
      await sharp({ create: { width: 200, height: 200, channels: 3, background: '#123' } })
        .png()
        .toFile(file);
    return file;
  };
  const { resolve } = open.studio.media;
  const { jobId } = await open.client.datasets.importSample({ count: 64 });
  await jobEnd(open.client, jobId);
  const [{ id: datasetId }] = await open.client.datasets.list();
  expect(await resolve(mediaPath.datasetImage(datasetId, 7))).toMatchObject({
    file: batchPaths(paths.datasetBatch(datasetId, 1)).image(7),
    contentType: 'image/png',
    maxAgeSeconds: 31_536_000,
  });
  expect(await resolve(mediaPath.datasetPreview(datasetId, 7))).toBeUndefined();
  expect(await resolve(mediaPath.datasetSetAside(datasetId, 7))).toBeUndefined();
  const thumbnail = await resolve(mediaPath.datasetThumbnail(datasetId, 7));
  expect(await sharp(thumbnail?.file).metadata()).toMatchObject({ format: 'webp', width: 96, height: 96 });
  expect(await resolve(mediaPath.datasetThumbnail(datasetId, 64))).toBeUndefined();
  const sample = await put(paths.sampleFile(runId, '000012.8k'));
  expect(await resolve(mediaPath.runSample(runId, '000012.8k'))).toMatchObject({
    file: sample,
    maxAgeSeconds: 0,
  });
  const face = await put(paths.faceFile(faceId));
  // Made again when it was damaged: a client that kept the damaged one would show it for a year.
  expect(await resolve(mediaPath.face(faceId))).toMatchObject({ file: face, maxAgeSeconds: 0 });
  const download = await put(`${paths.downloadDir(downloadId)}/Faces – 1 (2).png`);
  expect(await resolve(mediaPath.download(downloadId, 'Faces – 1 (2).png'))).toMatchObject({
    file: download,
  });

  await put(`${open.libraryDir}/secret.png`);
  for (const path of [
    '/media/faces/../secret.png',
    '/media/faces/..%2fsecret.png',
    '/media/faces/%2e%2e%2fsecret.png',
    '/media/faces/UPPER.png',
    '/media/runs/run-1/samples/../config.png',
    '/media/runs/run-1/samples/..%2f..%2f..%2fsecret.png',
    '/media/downloads/download-1/..%2f..%2fsecret.png',
    '/media/downloads/download-1/%00.png',
    '/media/downloads/download-1/%',
    '/media/downloads/download-1/.hidden.png',
    '/media/datasets/faces-1/images/-1.png',
    '/media/datasets/faces-1/images/99999999999.png',
    '/media/library.sqlite',
    '/media//etc/passwd',
    '/secret.png',
  ]) {
    expect(await resolve(path), path).toBeUndefined();
  }
});
