import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '../fixtures.ts';
import { paintFolder } from '../library/recipes.ts';

test.beforeEach(({ hostName }) => {
  test.skip(hostName === 'desktop', 'A window of the same machine reads files where they are.');
});

test('files of one name from a browser are all in the dataset', async ({ page, datasets }, testInfo) => {
  const dir = testInfo.outputPath('photos');
  await paintFolder(dir, 12);
  const pictures = await Promise.all((await readdir(dir)).map((name) => readFile(path.join(dir, name))));
  const names = ['me.png', 'ME.PNG', 'con.png', `${'東'.repeat(84)}.png`];

  await datasets.press('Import folder…');
  await page
    .getByLabel('Files to send')
    .setInputFiles(
      pictures.map((buffer, i) => ({ name: names[i % names.length] ?? '', mimeType: 'image/png', buffer })),
    );
  await expect(datasets.heading('Photos')).toBeVisible({ timeout: 60_000 });
  await expect(datasets.fact('Faces')).toHaveText('12', { timeout: 60_000 });
});
