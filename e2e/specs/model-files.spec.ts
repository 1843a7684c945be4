import path from 'node:path';
import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';

test.use({ recipe: 'trained' });

test('a model leaves as files, comes back from them and draws', async ({
  studio,
  page,
  hostName,
  train,
  models,
  gallery,
}) => {
  const shoot = async (name: string) => {
    for (const { width, height } of Object.values(windowSizes)) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `test-results/screens/model-files-${name}-${width}.png` });
    }
  };
  await train.open();
  await train.press('Keep as model');
  await expect(models.faces).toHaveCount(16);

  await models.press('Export…');
  const dialog = page.getByRole('dialog', { name: /^Export / });
  await dialog.getByRole('radio', { name: 'TensorFlow.js' }).check();
  await dialog.getByText('16 bits').click();
  await shoot('export');
  const written = await studio.exportFile(() => dialog.getByRole('button', { name: /export/i }).click());
  const comparison = dialog.getByRole('img', { name: /^Sixteen faces of the model/ });
  await expect(comparison).toBeVisible({ timeout: 60_000 });
  await expect
    .poll(() => comparison.evaluate((picture: HTMLImageElement) => picture.naturalWidth))
    .toBeGreaterThan(0);
  await expect(dialog.getByText(/Largest difference of any pixel/)).toContainText(/grey level/);
  await expect(dialog.getByRole('list', { name: 'Files' })).toContainText(
    hostName === 'browser' ? '.zip' : 'model.json',
  );
  await shoot('written');
  await dialog.getByRole('button', { name: 'Export as something else' }).click();
  await expect(dialog.getByRole('table', { name: 'Exported before' })).toContainText('TensorFlow.js');
  await shoot('again');
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();

  await page.getByRole('complementary', { name: 'Models' }).getByRole('button', { name: 'Import…' }).click();
  const importing = page.getByRole('dialog', { name: 'Import a model' });
  // A browser downloads one archive; on the desktop the files lie in the folder that was chosen.
  const source = hostName === 'browser' ? written : path.dirname(written);
  await importing.getByRole('textbox', { name: /^File or folder/ }).fill(source);
  await importing.getByRole('textbox', { name: 'Name' }).fill('Back again');
  await shoot('import');
  await importing.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Back again' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Imported from')).toBeVisible();
  await expect(models.faces).toHaveCount(16);
  await expect
    .poll(() =>
      models.faces.evaluateAll((faces: HTMLImageElement[]) => faces.every((face) => face.naturalWidth > 0)),
    )
    .toBe(true);
  await shoot('imported');

  await models.press('Generate faces');
  await gallery.press('Generate');
  await expect(page.getByRole('main').getByRole('img').first()).toBeVisible({ timeout: 60_000 });

  // A file that is not a model is refused with the reason, and nothing is left of it.
  await models.open();
  await page.getByRole('complementary', { name: 'Models' }).getByRole('button', { name: 'Import…' }).click();
  await importing
    .getByRole('textbox', { name: /^File or folder/ })
    .fill(path.join(import.meta.dirname, 'model-files.spec.ts'));
  await importing.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(importing.getByRole('alert')).toContainText(
    'None of the files is of a kind of model that is known.',
  );
  // Not in a notice as well.
  await expect(page.getByText('None of the files is of a kind of model that is known.')).toHaveCount(1);
  await shoot('refused');
});
