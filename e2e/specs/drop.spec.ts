import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { layersModel } from '../../main/studio/testing/layers-model.ts';
import { zip } from '../../main/studio/testing/zip-bytes.ts';
import { expect, test } from '../fixtures.ts';
import { paintFolder } from '../library/recipes.ts';
import { dropFiles } from '../pages/drop-files.ts';

test.beforeEach(({ hostName }) => {
  test.skip(hostName === 'desktop', 'Files that a page makes have no paths, as those of a person have.');
});

const model = layersModel({ side: 32, latentSize: 4, kernel: (i) => Math.sin(i / 7), bias: () => 0 });

test('a dropped archive is told by what it holds: a model, or photos', async ({
  page,
  datasets,
  models,
}, info) => {
  await dropFiles(page, [{ name: 'Waves.zip', content: zip(model) }]);
  await expect(page.getByRole('heading', { name: 'Waves' })).toBeVisible({ timeout: 60_000 });
  await expect(models.faces).toHaveCount(16);

  const dir = info.outputPath('photos');
  await paintFolder(dir, 12);
  const names = await readdir(dir);
  const photos = await Promise.all(
    names.map(async (name) => [`Holiday/${name}`, await readFile(path.join(dir, name))] as const),
  );
  await dropFiles(page, [{ name: 'Holiday.zip', content: zip(photos) }]);
  await expect(datasets.heading('Holiday')).toBeVisible({ timeout: 60_000 });
  await expect(datasets.fact('Faces')).toHaveText('12');
});

test('a mixed drop becomes a dataset and a model', async ({ page, datasets, models }, info) => {
  const dir = info.outputPath('photos');
  await paintFolder(dir, 8);
  const photos = await Promise.all(
    (await readdir(dir)).map(async (name) => ({ name, content: await readFile(path.join(dir, name)) })),
  );
  await dropFiles(page, [...photos, ...model.map(([name, content]) => ({ name, content }))]);
  await expect(datasets.heading('Photos')).toBeVisible({ timeout: 60_000 });
  await expect(datasets.fact('Faces')).toHaveText('8');
  await models.open();
  await expect(page.getByRole('heading', { name: 'model.json' })).toBeVisible({ timeout: 60_000 });
});
