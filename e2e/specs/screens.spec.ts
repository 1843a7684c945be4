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

/** What a window of 1280 × 800 has room for at 150 %. */
const zoomed = { width: 853, height: 533 };

test('at 150 % no name or button is cut off, and no field lies over another', async ({
  page,
  train,
  explore,
}) => {
  await page.setViewportSize(zoomed);
  const cutOff = () =>
    page
      .locator('h2, button span')
      .evaluateAll((all) =>
        all
          .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
          .map(({ textContent }) => textContent),
      );
  await train.open();
  await expect(train.button('Generate faces')).toBeInViewport();
  expect(await cutOff()).toEqual([]);

  await page.getByRole('button', { name: 'New run' }).click();
  const [dataset, length] = await Promise.all(
    ['Dataset', 'Length'].map((label) => page.getByLabel(label, { exact: true }).first().boundingBox()),
  );
  expect((dataset?.x ?? 0) + (dataset?.width ?? 0)).toBeLessThanOrEqual(length?.x ?? 0);

  await explore.open();
  await expect(explore.neighbours).toHaveCount(25, { timeout: 60_000 });
  expect(await cutOff()).toEqual([]);
});

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
