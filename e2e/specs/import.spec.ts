import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '../fixtures.ts';
import { paintFolder } from '../library/recipes.ts';

test('files that cannot be used are listed with their reasons', async ({ studio, datasets }, testInfo) => {
  const dir = testInfo.outputPath('holiday');
  await paintFolder(dir, 12);
  const good = await readFile(path.join(dir, 'face-0001.png'));
  await writeFile(path.join(dir, 'empty.jpg'), '');
  await writeFile(path.join(dir, 'cut-off.png'), good.subarray(0, good.length / 2));
  await writeFile(path.join(dir, 'letter.jpg'), 'Dear all, this is not a picture.');

  await studio.importFolder(dir);
  await expect(datasets.heading('holiday')).toBeVisible({ timeout: 60_000 });
  await expect(datasets.fact('Faces')).toHaveText('12', { timeout: 60_000 });
  await datasets.showSetAside();
  const rows = datasets.setAside.getByRole('listitem');
  await expect(rows).toHaveText([
    /cut-off\.png.*damaged or cut off/,
    /empty\.jpg.*an empty file/,
    /letter\.jpg.*not a picture that can be read/,
  ]);
});

test('a folder without pictures is refused with the next step', async ({
  studio,
  page,
  datasets,
}, testInfo) => {
  const dir = testInfo.outputPath('letters');
  await paintFolder(dir, 0);
  await writeFile(path.join(dir, 'letter.txt'), 'Dear all');
  await studio.importFolder(dir);
  await expect(page.getByRole('alert').filter({ hasText: 'No usable pictures' })).toBeVisible();
  await expect(datasets.emptyState('Drop a folder of face photos here')).toBeVisible();
});

test('a folder that is not there is told with the next step', async ({ studio, page }, testInfo) => {
  await studio.importFolder(testInfo.outputPath('absent'));
  await expect(page.getByRole('alert').filter({ hasText: 'Nothing is at that path' })).toBeVisible();
});
