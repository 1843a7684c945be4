import sharp from 'sharp';
import { expect, test } from '../fixtures.ts';

test.use({ recipe: 'trained' });

test('faces are drawn, enlarged, saved and exported as one grid', async ({ studio, page, gallery }) => {
  await gallery.open();
  await gallery.generate({ count: 16, seed: 7 });
  await expect(gallery.face(16, 7)).toBeVisible({ timeout: 60_000 });

  await gallery.face(3, 7).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Face 3 of 16');
  await page.keyboard.press('ArrowRight');
  await expect(dialog).toContainText('Face 4 of 16');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog.getByRole('button', { name: 'Saved' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Saved (1)')).toBeVisible();

  const exporting = await gallery.chooseGridExport(8, 2);
  const file = await studio.exportFile(() =>
    exporting.getByRole('button', { name: /Download|export$/ }).click(),
  );
  const { format, width, height } = await sharp(file).metadata();
  expect({ format, width, height }).toEqual({ format: 'png', width: 8 * 64, height: 2 * 64 });
});
