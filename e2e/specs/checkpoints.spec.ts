import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';

test.use({ recipe: 'trained' });

test('checkpoints are pinned, gone back to and kept as models', async ({ page, train }) => {
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
  await rows.last().getByRole('button', { name: 'More for 0.0 kimg' }).click();
  await page.getByRole('menuitem', { name: 'Keep as model' }).click();
  await expect(page).toHaveURL(/models\/./);
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

test('a damaged checkpoint is named and set aside, and the run goes on from the one before', async ({
  page,
  train,
  libraryDir,
}) => {
  await train.open();
  await page.getByRole('button', { name: 'New run' }).click();
  await train.unfold('More settings');
  await page.getByRole('textbox', { name: 'Name' }).fill('Long');
  await train.start('draft-32', 500);
  await expect(page.getByRole('heading', { name: 'Long' })).toBeVisible();
  await train.waitForKimg(0.3);
  await train.press('Pause');
  await expect(train.state).toHaveText('paused', { timeout: 30_000 });
  for (const run of readdirSync(path.join(libraryDir, 'runs'))) {
    const checkpoints = path.join(libraryDir, 'runs', run, 'checkpoints');
    const [newest] = readdirSync(checkpoints).sort().slice(-1);
    appendFileSync(path.join(checkpoints, newest, 'training.safetensors'), 'x');
  }
  await train.press('Resume');
  await expect(train.state).toHaveText('training', { timeout: 60_000 });
  await train.showSide('Timeline');
  await expect(page.getByText(/is damaged: The file training\.safetensors/)).toBeVisible();
  await expect(page.getByText('It was set aside; the run goes on from 0 kimg.')).toBeVisible();
  await train.showSide('Checkpoints');
  await expect(page.getByText('1 damaged checkpoint set aside')).toBeVisible();
  await page.screenshot({ path: 'test-results/screens/damaged-checkpoint.png' });
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('damaged checkpoint set aside')).toBeHidden();
  await train.press('Stop');
  await expect(train.state).toHaveText('finished', { timeout: 30_000 });
});
