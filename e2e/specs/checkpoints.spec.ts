import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';

test.use({ recipe: 'trained' });

test('checkpoints are pinned, kept as models, gone back to; a damaged one is set aside', async ({
  page,
  train,
  libraryDir,
}) => {
  await train.open();
  await train.showSide('Checkpoints');
  const rows = page.getByRole('list', { name: 'Checkpoints' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('newest');
  await expect(page.getByTestId('disk-use')).toContainText(/MB in checkpoints/);

  await page.getByRole('button', { name: 'Pin 0.0 kimg' }).click();
  await expect(rows.last()).toContainText('pinned');
  for (const { width, height } of Object.values(windowSizes)) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `test-results/screens/checkpoints-${width}.png` });
  }

  await rows.last().getByRole('button', { name: 'Go back to here' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('1 later checkpoint');
  await page.screenshot({ path: 'test-results/screens/go-back.png' });
  await dialog.getByRole('button', { name: 'Go back' }).click();
  await expect(train.state).toHaveText('paused');
  await expect(rows).toHaveCount(1);

  await train.press('Resume');
  await expect(train.state).toHaveText('finished', { timeout: 90_000 });
  await expect(rows).toHaveCount(2);
  const [run] = readdirSync(path.join(libraryDir, 'runs'));
  const newest = readdirSync(path.join(libraryDir, 'runs', run!, 'checkpoints'))
    .sort()
    .at(-1);
  appendFileSync(path.join(libraryDir, 'runs', run!, 'checkpoints', newest!, 'training.safetensors'), 'x');
  await rows.last().getByRole('button', { name: 'More for 0.0 kimg' }).click();
  await page.getByRole('menuitem', { name: 'Keep as model' }).click();
  await expect(page).toHaveURL(/gallery\/model/);
});

test('settings of checkpoints are kept, and tell what runs take on disk', async ({ page, train }) => {
  await train.open();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByLabel('Newest ones kept').fill('4');
  await dialog.getByLabel('Save every').fill('30');
  await dialog.getByLabel('Keep for good').focus();
  await expect(dialog.getByRole('cell', { name: /MB/ }).first()).toBeVisible();
  await page.screenshot({ path: 'test-results/screens/settings.png' });
  await page.keyboard.press('Escape');
  await train.showSide('Checkpoints');
  await expect(page.getByText('Saved every 30 seconds; the newest 4')).toBeVisible();
});
