import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';
import { SettingsDialog } from '../pages/settings-dialog.ts';

test.use({ recipe: 'trained' });

for (const { width, height } of Object.values(windowSizes)) {
  test(`every screen fits into ${width} × ${height}`, async ({ page, datasets, train, gallery }) => {
    await page.setViewportSize({ width, height });
    const shoot = async (name: string) => {
      const overflow = await page.evaluate(() => ({
        x: document.documentElement.scrollWidth - window.innerWidth,
        y: document.documentElement.scrollHeight - window.innerHeight,
      }));
      expect(overflow, `${name} is larger than the window`).toEqual({ x: 0, y: 0 });
      await page.screenshot({ path: `test-results/screens/${name}-${width}.png` });
    };
    await expect(datasets.face(1)).toBeVisible();
    await shoot('datasets');

    await train.open();
    await expect(train.samples).toBeVisible();
    await expect.poll(() => train.chartReach('Losses')).toBeGreaterThan(0.8);
    await expect(train.button('Generate faces')).toBeInViewport();
    await shoot('run');
    await page.getByRole('button', { name: 'New run' }).click();
    await expect(train.button('Start training')).toBeInViewport();
    await shoot('new-run');

    await gallery.open();
    await expect(gallery.emptyState('No faces yet')).toBeVisible();
    await shoot('gallery-empty');
    await gallery.generate({ count: 64, seed: 3 });
    await expect(gallery.face(1, 3)).toBeVisible({ timeout: 60_000 });
    await shoot('gallery');
  });
}

test('the look follows the system until one is chosen, and again afterwards', async ({ page, datasets }) => {
  const look = (name: string) => page.locator(`html[data-mantine-color-scheme=${name}]`);
  const settings = new SettingsDialog(page);
  await expect(datasets.face(1)).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(look(colorScheme)).toHaveCount(1);
  }
  await page.getByRole('button', { name: 'Light look' }).click();
  await expect(look('light')).toHaveCount(1);
  await settings.open();
  const choice = settings.dialog.getByRole('radiogroup', { name: 'Look' });
  await expect(choice.getByRole('radio', { name: 'Light' })).toBeChecked();
  await choice.getByText('As the system').click();
  await expect(look('dark')).toHaveCount(1);
});
