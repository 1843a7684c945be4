import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { layersModel } from '../../main/studio/testing/layers-model.ts';
import { zip } from '../../main/studio/testing/zip-bytes.ts';
import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';
import { dropFiles } from '../pages/drop-files.ts';

test.use({ recipe: 'trained' });

test('a walk by seed, keys and pad, back through the history, and into the gallery', async ({
  page,
  explore,
  gallery,
}) => {
  await explore.open();
  await expect(explore.neighbours).toHaveCount(25);
  const first = await explore.picture();

  await explore.pad.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => explore.picture()).not.toBe(first);
  await page.keyboard.press('ArrowUp');
  await expect(explore.steps).toHaveCount(2);
  await page.keyboard.press('ControlOrMeta+Alt+z');
  await expect.poll(() => explore.picture()).toBe(first);
  await page.keyboard.press('ControlOrMeta+Alt+y');
  await expect.poll(() => explore.picture()).not.toBe(first);

  const walked = await explore.picture();
  await explore.drag([0.5, 0.5], [0.1, 0.9]);
  await expect(explore.steps).toHaveCount(3);
  await expect.poll(() => explore.picture()).not.toBe(walked);

  await explore.seed.fill('7');
  await expect(explore.steps.last()).toHaveAccessibleName('Step 4: Seed 7');
  await explore.steps.first().click();
  await expect.poll(() => explore.picture()).toBe(first);
  await expect(explore.seed).toHaveValue('42');

  await explore.press('Save');
  await gallery.open();
  await expect(page.getByText('Saved (1)')).toBeVisible();
});

test('faces are pinned, interpolated, added up, and mixed by stages', async ({ page, explore }) => {
  await explore.open();
  await expect(explore.neighbours).toHaveCount(25);
  const first = await explore.picture();
  await explore.showTool('Pins');
  await explore.press('Pin as A');
  await explore.press('Another seed');
  await expect.poll(() => explore.picture()).not.toBe(first);
  const second = await explore.picture();
  await explore.press('Pin as B');

  const strip = page.getByRole('list', { name: 'Faces from A to B' }).locator('img');
  await expect(strip).toHaveCount(10);
  expect(await strip.first().getAttribute('src')).toBe(first);
  expect(await strip.last().getAttribute('src')).toBe(second);
  await explore.press('Show 33 % A–B');
  await expect.poll(() => explore.picture()).toBe(await strip.nth(3).getAttribute('src'));

  // A − B + B is A.
  await explore.press('Show pin B');
  await expect.poll(() => explore.picture()).toBe(second);
  await page.keyboard.press('ControlOrMeta+Alt+c');
  await explore.press('Show A − B + C');
  await expect(explore.steps.last()).toHaveAccessibleName(/A − B \+ C$/);
  await expect.poll(() => explore.picture()).toBe(first);

  await explore.showTool('Mixing');
  await page.getByRole('radio', { name: '4 × 4 from B' }).check();
  await expect.poll(() => explore.picture()).not.toBe(first);
  await page.getByRole('radio', { name: '4 × 4 from Face' }).check();
  await expect.poll(() => explore.picture()).toBe(first);
});

test('directions are found, named, and set by sliders and by the map', async ({ page, explore }) => {
  await explore.open();
  await explore.showTool('Directions');
  await page.getByRole('radiogroup', { name: 'How directions are found' }).getByText('SeFa').click();
  await explore.press('Find directions');
  const directions = page.getByRole('region', { name: 'Directions' }).getByRole('listitem');
  await expect(directions).toHaveCount(10);

  await directions
    .first()
    .getByRole('button', { name: /^Rename/ })
    .click();
  await page.keyboard.type('Smile');
  await page.keyboard.press('Enter');
  await expect(explore.button('Rename Smile')).toBeVisible();

  const before = await explore.picture();
  const slider = page.getByRole('slider', { name: 'Smile' });
  await slider.focus();
  await page.keyboard.press('End');
  await expect(directions.first()).toContainText('5.0 SD');
  await expect.poll(() => explore.picture()).not.toBe(before);
  await explore.press('Back to 0: Smile');
  await expect.poll(() => explore.picture()).toBe(before);

  await page.getByRole('combobox', { name: 'Map across' }).click();
  await page.getByRole('option', { name: 'Smile' }).click();
  await explore.pad.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(directions.first()).toContainText('1.2 SD');

  await page.reload();
  await explore.showTool('Directions');
  await page.getByRole('radiogroup', { name: 'How directions are found' }).getByText('SeFa').click();
  await expect(explore.button('Rename Smile')).toBeVisible();
});

test('a vector that is copied out gives the same face when it is entered', async ({
  studio,
  page,
  explore,
}) => {
  await explore.open();
  await expect(explore.face).toBeVisible();
  const first = await explore.picture();
  await explore.press('Download vector');
  const file = await studio.exportFile(() => page.getByRole('menuitem', { name: /^JSON/ }).click());
  const numbers = await readFile(file, 'utf8');
  await explore.press('Another seed');
  await expect.poll(() => explore.picture()).not.toBe(first);

  await explore.press('Enter…');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('1, 2, three');
  await dialog.getByRole('button', { name: 'Show the face' }).click();
  await expect(dialog.getByRole('alert')).toContainText('3 numbers');
  await dialog.getByRole('textbox').fill(numbers);
  await dialog.getByRole('button', { name: 'Show the face' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => explore.picture()).toBe(first);

  await explore.press('Another seed');
  await expect.poll(() => explore.picture()).not.toBe(first);
  await explore.drop('noise.json', numbers);
  await expect.poll(() => explore.picture()).toBe(first);
});

test('a photo without a face is refused, and the nearest face to another is found', async ({
  page,
  electron,
  hostName,
  explore,
}, testInfo) => {
  test.skip(
    hostName === 'desktop' && electron === 'stand-in',
    'Only Electron itself knows where a file that was chosen lies.',
  );
  const photo = testInfo.outputPath('evening.png');
  await sharp({ create: { width: 64, height: 64, channels: 3, background: '#806040' } }).toFile(photo);
  await explore.open();
  await explore.showTool('Photo');
  const file = page.getByRole('region', { name: 'Project a photo' }).locator('input[type=file]');
  await file.setInputFiles(photo);
  await expect(page.getByRole('alert')).toContainText('No face was found in “evening.png”');

  await page.getByLabel('It is cropped already').check();
  await file.setInputFiles(photo);
  const projection = page.getByRole('region', { name: 'Projection of evening' });
  await expect(projection).toContainText(/\d of 255/, { timeout: 90_000 });
  await projection.getByRole('button', { name: 'Show projection evening' }).click();
  await expect(explore.steps.last()).toHaveAccessibleName('Step 2: evening');
  await projection.getByRole('button', { name: 'Rename evening' }).click();
  await projection.getByLabel('Name of evening').fill('Dusk');
  await projection.getByLabel('Name of evening').press('Enter');
  const renamed = page.getByRole('region', { name: 'Projection of Dusk' });
  await expect(renamed).toBeVisible();
  await renamed.getByRole('button', { name: 'Remove projection Dusk' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(renamed).toBeHidden();
});

test('a model that is dropped joins the models, and is taken for neither a photo nor a vector', async ({
  page,
  hostName,
  explore,
  models,
}) => {
  test.skip(hostName === 'desktop', 'Files that a page makes have no paths, as those of a person have.');
  const model = layersModel({ side: 32, latentSize: 4, kernel: (i) => Math.sin(i / 7), bias: () => 0 });
  await explore.open();
  await expect(explore.neighbours).toHaveCount(25);
  await dropFiles(
    page,
    model.map(([name, content]) => ({ name, content })),
  );
  await expect(page.getByRole('heading', { name: 'model.json' })).toBeVisible({ timeout: 60_000 });
  await expect(models.faces).toHaveCount(16);

  await explore.open();
  await expect(explore.face).toBeVisible();
  await dropFiles(page, [{ name: 'Waves.zip', content: zip(model) }]);
  await expect(page.getByRole('heading', { name: 'Waves' })).toBeVisible({ timeout: 60_000 });
});

for (const { width, height } of Object.values(windowSizes)) {
  test(`everything of it fits into ${width} × ${height}`, async ({ page, explore }) => {
    await page.setViewportSize({ width, height });
    await explore.open();
    await expect(explore.neighbours).toHaveCount(25);
    await explore.showTool('Pins');
    for (const name of ['A', 'B', 'C']) {
      await explore.press(`Pin as ${name}`);
      await explore.press('Another seed');
    }
    await expect(page.getByRole('button', { name: 'Show A − B + C' }).locator('img')).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
    expect(overflow).toBe(0);
    for (const shown of [explore.face, explore.pad, explore.steps.first()])
      await expect(shown).toBeInViewport({ ratio: 1 });
    await page.screenshot({ path: `test-results/screens/explore-${width}.png` });
    await explore.showTool('Mixing');
    await page.screenshot({ path: `test-results/screens/explore-mixing-${width}.png` });
  });
}
