import { expect, test } from '../fixtures.ts';

test.use({ recipe: 'faces' });

test('everything is reached without a mouse', async ({ page, datasets, train, gallery }) => {
  await expect(datasets.heading('Drawn faces')).toBeVisible();

  const link = page.getByRole('link', { name: 'Gallery' });
  for (
    let presses = 0;
    presses < 20 && !(await link.evaluate((e) => e === document.activeElement));
    presses++
  )
    await page.keyboard.press('Tab');
  await expect(link).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(gallery.emptyState('No faces yet')).toBeVisible();

  await page.keyboard.press('ControlOrMeta+k');
  const search = page.getByRole('textbox', { name: 'Search commands' });
  await search.fill('new run');
  await page.keyboard.press('Enter');
  await expect(train.button('Start training')).toBeVisible();

  await page.keyboard.press('ControlOrMeta+Alt+1');
  await expect(datasets.face(1)).toBeVisible();
  await datasets.face(1).focus();
  await page.keyboard.press('ArrowRight');
  await expect(datasets.face(2)).toBeFocused();
  await page.keyboard.press('Enter');
  // That of the commands may still be fading out.
  const face = page.getByRole('dialog', { name: /^Face/ });
  await expect(face).toContainText('Face 2 of 96');
  await page.keyboard.press('ArrowLeft');
  await expect(face).toContainText('Face 1 of 96');
  await page.keyboard.press('Escape');
  await expect(face).toBeHidden();

  await page.keyboard.press('ControlOrMeta+Alt+j');
  const jobs = page.getByRole('region', { name: 'Jobs' });
  await expect(jobs).toBeVisible();
  // The panel takes the focus, and with it the keys, a moment after it is shown.
  await expect(async () => {
    await page.keyboard.press('Escape');
    await expect(jobs).toBeHidden({ timeout: 1000 });
  }).toPass();
});
