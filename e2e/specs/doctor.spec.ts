import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';
import { paintFolder } from '../library/recipes.ts';

/** Eight portraits, one of them twice, a wall, and a group of two others. */
async function fillFolder(dir: string): Promise<void> {
  await paintFolder(dir, 10, 256);
  const file = (name: string) => path.join(dir, name);
  await copyFile(file('face-0001.png'), file('twice.png'));
  const wall = sharp({ create: { width: 620, height: 300, channels: 3, background: '#889' } });
  await wall.clone().png().toFile(file('wall.png'));
  const pair = ['face-0009.png', 'face-0010.png'].map((name, i) => ({
    input: file(name),
    left: 30 + 300 * i,
    top: 20,
  }));
  await wall.composite(pair).jpeg().toFile(file('group.jpg'));
  for (const { input } of pair) await rm(input);
}

test('faces are aligned, findings are acted on, and everything can be taken back', async ({
  studio,
  page,
  datasets,
}, testInfo) => {
  const dir = testInfo.outputPath('portraits');
  await fillFolder(dir);
  await studio.importFolder(dir);
  await expect(datasets.heading('portraits')).toBeVisible({ timeout: 60_000 });
  await expect(datasets.fact('Prepared')).toContainText('aligned faces');
  await expect(datasets.fact('Faces')).toHaveText('10');
  await expect(datasets.fact('Left out')).toHaveText('2');
  await expect(page.getByRole('region', { name: 'Verdict' })).toContainText(
    '10 faces: enough to try things out',
  );

  await datasets.showFindings();
  await expect(datasets.finding('No face found')).toContainText('It is left out');
  await datasets.finding('Exact duplicates').getByText('Keep', { exact: true }).click();
  await expect(datasets.fact('Faces')).toHaveText('11');
  for (const { width, height } of Object.values(windowSizes)) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `test-results/screens/findings-${width}.png` });
  }
  await datasets.finding('No face found').getByRole('button', { name: /^Show/ }).click();
  const grid = page.getByTestId('virtual-grid');
  await expect(grid.getByRole('button')).toHaveCount(1);
  await expect(grid.getByLabel('left out')).toBeVisible();

  await grid.getByRole('button').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('wall.png');
  await dialog.getByRole('button', { name: 'Take in' }).click();
  await expect(dialog).toContainText('trained on');
  await page.keyboard.press('Escape');
  await expect(datasets.fact('Faces')).toHaveText('12');

  await page.getByRole('combobox', { name: 'Which pictures' }).click();
  await page.getByRole('option', { name: /^All pictures/ }).click();
  await datasets.face(1).click();
  await expect(dialog.getByRole('img', { name: 'Where this face was cut from' })).toBeVisible();
  await page.screenshot({ path: 'test-results/screens/before-after.png' });
  await page.keyboard.press('Escape');
  await datasets.face(1).click({ modifiers: ['ControlOrMeta'] });
  await datasets.face(4).click({ modifiers: ['Shift'] });
  await expect(page.getByText('4 pictures selected')).toBeVisible();
  await datasets.press('Leave out');
  await expect(datasets.fact('Faces')).toHaveText('8');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(datasets.fact('Left out')).toHaveText(/^[01]$/);
});

test('an import that was cancelled goes on', async ({ studio, page, datasets }, testInfo) => {
  const dir = testInfo.outputPath('many');
  await paintFolder(dir, 60, 256);
  await studio.importFolder(dir);
  await expect(datasets.imports).toContainText(/[1-9]\d* of 60 pictures/, { timeout: 60_000 });
  await datasets.imports.getByRole('button', { name: 'Cancel: Import many' }).click();
  await expect(datasets.unfinished).toContainText(/The import of many ended after \d+ of 60 pictures/);
  await page.reload();
  await datasets.unfinished.getByRole('button', { name: 'Resume' }).click();
  await expect(datasets.heading('many')).toBeVisible({ timeout: 90_000 });
  await expect(datasets.fact('Faces')).toHaveText('60');
  await expect(datasets.unfinished).toHaveCount(0);
});

test.describe('with a dataset', () => {
  test.use({ recipe: 'faces' });

  test('pictures are added, and the set is renamed, copied and reported on', async ({
    hostName,
    studio,
    page,
    datasets,
  }, testInfo) => {
    test.skip(hostName === 'desktop', 'The desktop asks for folders with the system’s own dialog.');
    const dir = testInfo.outputPath('more');
    await mkdir(dir, { recursive: true });
    await paintFolder(dir, 100);
    await datasets.choose('Add more pictures…');
    const dialog = page.getByRole('dialog', { name: 'Add to Drawn faces' });
    await expect(dialog).toContainText(
      'Your photos stay on this machine, unless you send a training to a place of your own.',
    );
    await dialog.getByLabel("Folder on the studio's machine").fill(dir);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(datasets.fact('Faces')).toHaveText('100', { timeout: 60_000 });

    await datasets.choose('Rename…');
    await page.getByRole('dialog').getByLabel('Name').fill('Renamed');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await expect(datasets.heading('Renamed')).toBeVisible();
    await datasets.choose('Duplicate…');
    await page.getByRole('dialog').getByRole('button', { name: 'Duplicate' }).click();
    await expect(datasets.heading('Renamed copy')).toBeVisible();

    await page.getByText('About', { exact: true }).click();
    await expect(page.getByRole('table', { name: 'Imports' }).getByRole('row')).toHaveCount(3);
    const report = await studio.exportFile(() => datasets.press('Save as JSON'));
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({
      dataset: { name: 'Renamed copy', imageCount: 100 },
    });
  });
});
