import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';

test.use({ recipe: 'trained' });

test('a new run starts from an earlier one, with its faces first', async ({ page, train }) => {
  await train.open();
  await page.getByRole('button', { name: 'New run' }).click();
  await train.unfold('More settings');
  await page.getByRole('combobox', { name: 'Start from' }).click();
  await page.getByRole('option', { name: /draft-32/ }).click();
  await expect(page.getByText('draft-32, colour, 1.0 kimg on Drawn faces')).toBeVisible();
  await page.getByLabel('Frozen layers', { exact: true }).fill('2');
  for (const { width, height } of Object.values(windowSizes)) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `test-results/screens/start-from-${width}.png` });
  }
  await page.getByRole('radiogroup', { name: 'Size' }).getByText('64 × 64').click();
  await expect(page.getByLabel('Frozen layers', { exact: true })).toBeDisabled();
  await expect(page.getByText('trained in colour at 64 × 64')).toBeVisible();
  await page.getByRole('radiogroup', { name: 'Size' }).getByText('32 × 32').click();
  // At twice the size nothing is frozen, so that this was forgotten.
  await expect(page.getByLabel('Frozen layers', { exact: true })).toHaveValue('0');
  await page.getByLabel('Frozen layers', { exact: true }).fill('2');
  await page.getByRole('textbox', { name: 'Name' }).fill('Finer');
  await page.getByRole('radiogroup', { name: 'Unit of length' }).getByText('kimg').click();
  await page.getByLabel('Length', { exact: true }).fill('0.5');
  await train.press('Start training');
  await expect(page.getByRole('heading', { name: 'Finer' })).toBeVisible();
  await expect(train.state).toHaveText('finished', { timeout: 90_000 });
  await train.showSide('Timeline');
  await expect(page.getByText(/Started from .* took over (\d+) of \1 layers/)).toBeVisible();
  await page.screenshot({ path: 'test-results/screens/took-over.png' });
  await train.showSide('Config');
  const config = page.getByRole('region', { name: 'Config' });
  await expect(config.getByRole('region', { name: 'Started from' })).toContainText('at 1.0 kimg');
  await expect(config.getByRole('region', { name: 'Set by hand' })).toContainText('Frozen layers');
  await page.screenshot({ path: 'test-results/screens/config-started-from.png' });
});
