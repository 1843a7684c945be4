import { expect, test } from '../fixtures.ts';
import { savedCount } from '../library/recipes.ts';

test.use({ recipe: 'gallery' });

test('ten thousand saved faces are scrolled, searched, tagged and removed', async ({ page, gallery }) => {
  await gallery.open();
  const grid = page.getByTestId('virtual-grid');
  const tiles = gallery.faces.getByRole('button');
  await expect(page.getByText('Saved (10,000)')).toBeVisible();
  await expect(gallery.face(1, 1)).toBeVisible();

  // Only what is in view is drawn, here and at the end, and so are its pictures.
  expect(await tiles.count()).toBeLessThan(200);
  await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  const last = gallery.face(savedCount, 1);
  await expect(last).toBeVisible();
  await expect
    .poll(() => last.locator('img').evaluate((img: HTMLImageElement) => img.naturalWidth))
    .toBeGreaterThan(0);
  expect(await tiles.count()).toBeLessThan(200);

  await gallery.search('tag:favourite rating:>4');
  await expect(gallery.face(10, 1)).toBeVisible();
  await expect(gallery.face(1, 1)).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await expect(page.getByText('1,000 selected', { exact: true })).toBeVisible();
  await gallery.press('Tag');
  await page.getByRole('combobox', { name: 'Add tags' }).fill('Poster');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Take tags away' }).fill('favourite');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(gallery.emptyState('No such faces')).toBeVisible();
  await gallery.search('tag:poster');
  await expect(gallery.face(10, 1)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(gallery.emptyState('No such faces')).toBeVisible();

  await gallery.search('');
  await expect(gallery.face(1, 1)).toBeVisible();
  // Those that were chosen still are, now that they are shown again.
  await page.getByRole('checkbox', { name: '1,000 selected', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await expect(page.getByText('10,000 selected', { exact: true })).toBeVisible();
  await gallery.press('Remove');
  await expect(page.getByText('10,000 faces removed')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByText('Saved (10,000)')).toBeVisible();
  await expect(gallery.face(1, 1)).toBeVisible();
});
