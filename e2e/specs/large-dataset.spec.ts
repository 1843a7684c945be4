import { expect, test } from '../fixtures.ts';

test.use({ recipe: 'crowd' });

test('fifty thousand pictures are scrolled, sorted, filtered and decided on', async ({ page, datasets }) => {
  const grid = page.getByTestId('virtual-grid');
  const tiles = grid.getByRole('button');
  await expect(datasets.fact('Faces')).toHaveText('50,000');
  await expect(datasets.face(1)).toBeVisible();

  // Only what is in view is drawn, here and at the end.
  expect(await tiles.count()).toBeLessThan(400);
  await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await expect(datasets.face(50_000)).toBeVisible();
  expect(await tiles.count()).toBeLessThan(400);

  await page.getByRole('combobox', { name: 'Order' }).click();
  await page.getByRole('option', { name: 'Worst first' }).click();
  await grid.evaluate((element) => element.scrollTo({ top: 0 }));
  await expect(tiles.first()).toBeVisible();
  await tiles.first().click();
  const quality = page.getByRole('dialog').locator('dt', { hasText: 'Quality' }).locator('+ dd');
  const worst = Number.parseInt(await quality.innerText(), 10);
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Order' }).click();
  await page.getByRole('option', { name: 'Best first' }).click();
  await tiles.first().click();
  await expect.poll(async () => Number.parseInt(await quality.innerText(), 10)).toBeGreaterThan(worst);
  await page.keyboard.press('Escape');

  await page.getByRole('checkbox', { name: 'Select all' }).click();
  await expect(page.getByText('50,000 pictures selected')).toBeVisible();
  await datasets.press('Leave out');
  await expect(datasets.fact('Left out')).toHaveText('50,000');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(datasets.fact('Faces')).toHaveText('50,000');
});
