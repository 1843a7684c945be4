import { expect, test } from '../fixtures.ts';

test('an empty studio leads to sample faces', async ({ page, datasets, train, gallery }) => {
  await gallery.open();
  await gallery.emptyState('No faces yet').getByRole('button', { name: 'Go to Train' }).click();
  await train.emptyState('Training needs a dataset').getByRole('button', { name: 'Go to Datasets' }).click();

  await datasets.press('Draw sample faces');
  await expect(datasets.imports).toContainText(/[\d,]+ of 2,000 faces/);
  await expect(datasets.heading('Sample faces')).toBeVisible({ timeout: 60_000 });
  await expect(datasets.fact('Faces')).toHaveText('2,000');
  await expect(datasets.imports).toBeHidden();

  await datasets.face(1).click();
  const picture = page.getByRole('dialog').getByRole('img', { name: 'Face 1 of 2,000' });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(128);
  await page.keyboard.press('Escape');

  await datasets.press('Train on this');
  await expect(train.button('Start training')).toBeEnabled();
});
