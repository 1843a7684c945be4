import sharp from 'sharp';
import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';

test.use({ recipe: 'trained' });

test('faces are drawn, enlarged, saved and exported as one sheet', async ({ studio, page, gallery }) => {
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

  const exporting = await gallery.chooseSheetExport(8, 64);
  const file = await studio.exportFile(() =>
    exporting.getByRole('button', { name: /Download|export$/ }).click(),
  );
  const { format, width, height } = await sharp(file).metadata();
  expect({ format, width, height }).toEqual({ format: 'png', width: 8 * 64, height: 2 * 64 });
});

test('a saved face is rated, tagged and noted, found again, and made again to the last bit', async ({
  page,
  gallery,
}) => {
  await gallery.open();
  await gallery.generate({ count: 16, seed: 7 });
  await expect(gallery.face(16, 7)).toBeVisible({ timeout: 60_000 });

  // Keys rate what has the focus, and keep it.
  await gallery.face(2, 7).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('4');
  await expect(page.getByText('Saved (1)')).toBeVisible();
  await gallery.face(5, 7).click();
  const details = page.getByRole('region', { name: 'Details' });
  await expect(gallery.fact('Seed')).toHaveText('7');
  await page.keyboard.press('5');
  await expect(details.getByRole('radio', { name: '5', exact: true })).toBeChecked();
  await details.getByLabel('Tags').fill('Red Hair');
  await page.keyboard.press('Enter');
  await expect(details.getByText('red hair', { exact: true })).toBeVisible();
  // A 3 that is typed is a letter, and closing at once loses nothing.
  await details.getByLabel('Note').fill('Number 3 of the poster');
  await page.keyboard.press('Escape');

  await page.getByText('Saved (2)').click();
  await gallery.search('poster tag:"red hair" rating:>4');
  await expect(gallery.face(5, 7)).toBeVisible();
  await expect(gallery.face(3, 7)).toHaveCount(0);
  await gallery.search('rating:lots');
  await expect(page.getByText('“rating:lots” is not understood.')).toBeVisible();
  await gallery.search('rating:5');
  await gallery.face(5, 7).click();
  await expect(details.getByLabel('Note')).toHaveValue('Number 3 of the poster');
  await details.getByRole('button', { name: 'Make again' }).click();
  await expect(page.getByText('the same to the last bit')).toBeVisible({ timeout: 60_000 });
  for (const { width, height } of Object.values(windowSizes)) {
    await page.setViewportSize({ width, height });
    await expect(details.getByRole('button', { name: 'Make again' })).toBeInViewport();
    await page.screenshot({ path: `test-results/screens/gallery-face-${width}.png` });
  }
  await details.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('1 face removed')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(gallery.face(5, 7)).toBeVisible();
});
