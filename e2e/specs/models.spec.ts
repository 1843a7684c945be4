import { readFileSync } from 'node:fs';
import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';

test.use({ recipe: 'trained' });

test('a run is kept as a model, which is measured and has a card', async ({
  studio,
  page,
  train,
  models,
}) => {
  const shoot = async (name: string) => {
    for (const { width, height } of Object.values(windowSizes)) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `test-results/screens/models-${name}-${width}.png` });
    }
  };
  await models.open();
  await expect(models.emptyState('No models yet')).toBeVisible();
  await models.press('Go to Train');
  await train.press('Keep as model');
  await expect(models.faces).toHaveCount(16);
  await expect
    .poll(() =>
      models.faces.evaluateAll((faces: HTMLImageElement[]) => faces.every((face) => face.naturalWidth > 0)),
    )
    .toBe(true);
  await shoot('new');

  // An evaluation that is cancelled leaves nothing.
  await models.evaluate('5,000 pictures');
  await page.getByRole('button', { name: /^Cancel: Evaluate/ }).click();
  await expect(models.button('Evaluate')).toBeEnabled();
  await expect(page.getByText('Not measured yet')).toBeVisible();

  // 96 pictures are too few to compare with: there is a reason, and no number.
  await models.evaluate('200 pictures');
  await expect(page.getByText(/^Evaluate Drawn faces/).first()).toBeVisible();
  await expect(models.score('MS-SSIM of pairs')).toContainText(/0\.\d{3}/, { timeout: 100_000 });
  await expect(page.getByRole('region', { name: 'Likeness and variety' })).toContainText('pictures');
  await expect(models.score('KID')).toHaveCount(0);
  await shoot('scores');

  await models.show('Card');
  await models.press('Edit your words');
  await page.getByRole('textbox', { name: 'Intended use' }).fill('Posters for the school play.');
  await shoot('edit');
  await models.press('Save');
  const card = page.getByRole('article');
  await expect(card.getByRole('blockquote')).toHaveText('Posters for the school play.');
  await expect(card.getByRole('region', { name: 'Data' })).toContainText('96, of which');
  await shoot('card');
  const file = await studio.exportFile(() => models.press('Save as Markdown'));
  expect(readFileSync(file, 'utf8')).toContain('> Posters for the school play.\n');

  await models.press('More for this model');
  await page.getByRole('menuitem', { name: 'Compare' }).click();
  await expect(page).toHaveURL(/compare\/model:/);
});
