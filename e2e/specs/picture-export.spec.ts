import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import sharp from 'sharp';
import { digitalSourceType } from '../../main/contract/faces/synthetic-mark.ts';
import { hasExiftool, readTags } from '../../main/studio/testing/exiftool.ts';
import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';

test.use({ recipe: 'trained' });
test.skip(!hasExiftool, 'exiftool is not installed (Debian: libimage-exiftool-perl)');

const filmKinds = [
  { kind: 'MP4', fileType: 'MP4' },
  { kind: 'WebM', fileType: 'WEBM' },
];

/** Sets a film that is made in a moment; false when this window encodes no such file. */
async function chooseShortFilm(dialog: Locator, kind: string): Promise<boolean> {
  const form = dialog.getByRole('form', { name: 'Film' });
  await form.getByText(kind, { exact: true }).click();
  await form.getByLabel('Length').fill('0.5');
  await form.getByLabel('Frames a second').fill('10');
  await expect(form.getByText('5 frames')).toBeVisible();
  const make = form.getByRole('button', { name: 'Make film' });
  await expect(make.and(form.locator(':enabled')).or(form.getByRole('alert'))).toBeVisible();
  return make.isEnabled();
}

test('a contact sheet is marked as synthetic, unless that is left out', async ({ studio, page, gallery }) => {
  await gallery.open();
  await gallery.generate({ count: 16, seed: 7 });
  await expect(gallery.face(16, 7)).toBeVisible({ timeout: 60_000 });
  const dialog = await gallery.chooseSheetExport(8, 64);
  await dialog.getByLabel('Format').click();
  await page.getByRole('option', { name: 'WebP' }).click();
  await dialog.getByLabel('Seed and index under each').check();
  await dialog.getByLabel('Caption: synthetic faces').check();
  await dialog.getByLabel('Mark as synthetic').uncheck();
  await expect(dialog.getByRole('note')).toContainText('EU AI Act');
  for (const { width, height } of Object.values(windowSizes)) {
    await page.setViewportSize({ width, height });
    await expect(dialog.getByRole('button', { name: /Download|export$/ })).toBeInViewport();
    await page.screenshot({ path: `test-results/screens/export-sheet-${width}.png` });
  }
  await dialog.getByLabel('Mark as synthetic').check();
  const file = await studio.exportFile(() =>
    dialog.getByRole('button', { name: /Download|export$/ }).click(),
  );
  expect(await sharp(file).metadata()).toMatchObject({ format: 'webp', width: 512 });
  expect(readTags(file)).toMatchObject({
    DigitalSourceType: digitalSourceType,
    AISystemUsed: 'Faceloom',
    ModelSHA256: expect.stringMatching(/^[0-9a-f]{64}$/),
    Latent: 'seed 7, index 0-15',
  });
  await expect(dialog).toBeHidden();
});

test('many faces are one archive for a browser', async ({ studio, page, gallery }) => {
  await gallery.open();
  await gallery.generate({ count: 16, seed: 7 });
  await expect(gallery.face(16, 7)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await gallery.press('Export');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('ZIP archive').click();
  const file = await studio.exportFile(() =>
    dialog.getByRole('button', { name: /Download|export$/ }).click(),
  );
  const bytes = await readFile(file);
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
  expect(bytes.toString('latin1').match(/-s7-00\d\d\.png/g)).toHaveLength(32);
});

for (const { kind, fileType } of filmKinds) {
  test(`a film from face to face is ${kind} and marked`, async ({ studio, page, gallery }) => {
    await gallery.open();
    await gallery.generate({ count: 16, seed: 7 });
    await expect(gallery.face(16, 7)).toBeVisible({ timeout: 60_000 });
    for (const number of [1, 2, 3])
      await page.getByRole('checkbox', { name: `Select Face ${number}, seed 7`, exact: true }).check();
    await gallery.press('Export');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Film between them').click();
    test.skip(!(await chooseShortFilm(dialog, kind)), `this browser encodes no ${kind}`);
    for (const { width, height } of Object.values(windowSizes)) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `test-results/screens/export-film-${width}.png` });
    }
    const file = await studio.exportFile(() => dialog.getByRole('button', { name: 'Make film' }).click());
    const tags = readTags(file);
    expect(tags).toMatchObject({ FileType: fileType, ImageWidth: 512, ImageHeight: 512 });
    expect(JSON.stringify(tags)).toContain(digitalSourceType);
    expect(JSON.stringify(tags)).toContain('seed 7, index 0-2');
  });
}

test('a film that is stopped half-way leaves nothing', async ({ page, gallery }) => {
  await gallery.open();
  await gallery.generate({ count: 16, seed: 7 });
  await expect(gallery.face(16, 7)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await gallery.press('Export');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Film between them').click();
  test.skip(!(await chooseShortFilm(dialog, 'WebM')), 'this browser encodes no WebM');
  await dialog.getByLabel('Length').fill('120');
  let downloads = 0;
  page.on('download', () => {
    downloads += 1;
  });
  await dialog.getByRole('button', { name: 'Make film' }).click();
  await expect(dialog.getByText(/^\d+ of 1,200 frames/)).toBeVisible();
  await dialog.getByRole('button', { name: /^Cancel: Film/ }).click();
  await expect(dialog.getByRole('button', { name: 'Make film' })).toBeVisible();
  expect(downloads).toBe(0);
});

test('a run is filmed as a timelapse, whole or one face', async ({ studio, page, train }) => {
  await train.open();
  await page.getByRole('button', { name: 'Film the run as a timelapse' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('One face').click();
  await dialog.getByLabel('Face', { exact: true }).fill('3');
  const canWebM = await chooseShortFilm(dialog, 'WebM');
  for (const { width, height } of Object.values(windowSizes)) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `test-results/screens/timelapse-${width}.png` });
  }
  test.skip(!canWebM, 'this browser encodes no WebM');
  const file = await studio.exportFile(() => dialog.getByRole('button', { name: 'Make film' }).click());
  const tags = readTags(file);
  expect(tags).toMatchObject({ FileType: 'WEBM', ImageWidth: 512, ImageHeight: 512 });
  expect(JSON.stringify(tags)).toContain(digitalSourceType);
  await expect(page.getByText('is with your downloads')).toBeVisible();
});
