import { mkdir } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../accessibility.ts';
import { expect, test } from '../fixtures.ts';
import { SettingsDialog } from '../pages/settings-dialog.ts';

const screens = ['Datasets', 'Train', 'Models', 'Compare', 'Explore', 'Gallery'] as const;
const looks = ['dark', 'light'] as const;

async function goTo(page: Page, screen: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();
  await expect(page.getByRole('heading', { level: 1, name: screen })).toBeAttached();
  // The pointer rests where nothing has a hint.
  await page.mouse.move(0, 300);
}

async function choose(page: Page, look: (typeof looks)[number]): Promise<void> {
  const scheme = page.locator(`html[data-mantine-color-scheme=${look}]`);
  if ((await scheme.count()) === 0)
    await page.getByRole('button', { name: look === 'light' ? 'Light look' : 'Dark look' }).click();
  await expect(scheme).toHaveCount(1);
}

test.describe('an empty library', () => {
  test.use({ recipe: 'empty' });

  test('axe finds nothing on any screen, dark or light', async ({ page }) => {
    test.slow();
    for (const look of looks) {
      await choose(page, look);
      for (const screen of screens)
        await test.step(`${screen}, ${look}`, async () => {
          await goTo(page, screen);
          await expectAccessible(page);
        });
    }
  });
});

test.describe('a library with runs and a model', () => {
  test.use({ recipe: 'trained' });

  test('axe finds nothing on any screen or dialog, dark or light', async ({
    page,
    datasets,
    train,
    explore,
    gallery,
    compare,
  }) => {
    test.slow();
    await train.open();
    await train.press('Keep as model');
    await expect(page).toHaveURL(/models/);
    await gallery.open();
    await gallery.generate({ count: 16, seed: 3 });
    await expect(gallery.face(1, 3)).toBeVisible({ timeout: 60_000 });
    await compare.open();
    for (const kind of [/./, /./]) await compare.add(kind);
    await expect(compare.allFaces).toHaveCount(2, { timeout: 60_000 });
    const check = (name: string, look: string) => test.step(`${name}, ${look}`, () => expectAccessible(page));

    for (const look of looks) {
      await choose(page, look);
      for (const screen of screens) {
        await goTo(page, screen);
        if (screen === 'Explore') await expect(explore.neighbours).toHaveCount(25, { timeout: 60_000 });
        await check(screen, look);
      }
      await compare.open();
      await compare.show('Curves');
      await check('Curves', look);

      await train.open();
      await page.getByRole('button', { name: 'New run' }).click();
      for (const title of ['Classics', 'More settings', 'Expert settings'] as const)
        await train.unfold(title);
      await expect(page.getByLabel('Batch size', { exact: true })).toHaveValue('32');
      await check('New run', look);

      await gallery.open();
      await page.getByRole('checkbox', { name: 'Select all' }).check();
      await gallery.press('Export');
      await expect(page.getByRole('dialog')).toBeVisible();
      await check('Export', look);
      await page.keyboard.press('Escape');

      await datasets.open();
      for (const [title, key] of [
        ['Settings', 's'],
        ['Help', 'F1'],
      ] as const) {
        await page.keyboard.press(key === 's' ? 'ControlOrMeta+Alt+s' : key);
        await expect(page.getByRole(key === 's' ? 'dialog' : 'complementary', { name: title })).toBeVisible();
        await check(title, look);
        await page.keyboard.press('Escape');
      }
      await page.keyboard.press('ControlOrMeta+k');
      await expect(page.getByRole('textbox', { name: 'Search commands' })).toBeVisible();
      await check('Commands', look);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('textbox', { name: 'Search commands' })).toBeHidden();
    }
  });
});

test.describe('a library with a dataset and a place', () => {
  test.use({ recipe: 'faces' });

  test('axe finds nothing where places are set up and chosen, dark or light', async ({
    page,
    train,
  }, info) => {
    test.slow();
    const settings = new SettingsDialog(page);
    const folder = info.outputPath('place');
    await mkdir(folder);
    await settings.open();
    await settings.addPlace('A shared folder', { Name: 'Box', 'Shared folder': folder });
    await settings.addPlace('A cluster with Slurm', {
      ...{ Name: 'Cluster', 'Shared folder': info.outputPath('none'), 'Faceloom there': '/opt/faceloom' },
    });
    await expect(settings.place('Cluster')).toBeVisible();
    await settings.close();
    const check = (name: string, look: string) => test.step(`${name}, ${look}`, () => expectAccessible(page));

    for (const look of looks) {
      await choose(page, look);
      await settings.open();
      for (const [name, found] of [
        ['Box', /^In order/],
        ['Cluster', /^Not in order/],
      ] as const) {
        await settings.place(name).getByRole('button', { name: 'Check' }).click();
        await expect(settings.place(name).getByRole('status')).toHaveText(found);
      }
      await check('Places that were checked', look);
      await settings.addPlace('A cluster with Slurm', {
        ...{ Name: 'Other', 'Shared folder': folder, 'Faceloom there': 'not a path', Partition: 'a b' },
      });
      await expect(settings.dialog.getByText('letters, digits and . _ - @ only')).toBeVisible();
      await check('A place with fields that do not fit', look);
      await settings.press('Cancel');
      await settings.close();

      await train.open();
      await page.getByRole('combobox', { name: 'Where' }).click();
      await page.getByRole('option', { name: 'Box' }).click();
      await expect(train.button('Send to Box')).toBeEnabled();
      await check('New run at a place', look);
    }
  });
});

test.describe('less motion', () => {
  test.use({ recipe: 'faces' });

  /** The longest transition or animation that anything on the page has, in seconds. */
  const longestMotion = (page: Page) =>
    page.evaluate(() => {
      const longest = (durations: string) => Math.max(...durations.split(',').map(Number.parseFloat));
      const motions = Array.from(document.querySelectorAll('*')).flatMap((element) =>
        ['', '::before', '::after'].flatMap((part) => {
          const { transitionDuration, animationName, animationDuration } = getComputedStyle(element, part);
          return [longest(transitionDuration), animationName === 'none' ? 0 : longest(animationDuration)];
        }),
      );
      return Math.max(...motions);
    });

  test('nothing moves for whoever wants less motion, not even while a run trains', async ({
    page,
    train,
  }) => {
    await train.open();
    await train.start('classic-mlp', 5000);
    await expect(train.state).toHaveText('training', { timeout: 60_000 });
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    // The dot of a run that trains breathes.
    expect(await longestMotion(page)).toBeGreaterThanOrEqual(2);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const screen of screens) {
      await goTo(page, screen);
      expect(await longestMotion(page), screen).toBeLessThan(0.001);
    }
    await new SettingsDialog(page).open();
    expect(await longestMotion(page), 'Settings').toBeLessThan(0.001);
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('textbox', { name: 'Search commands' })).toBeVisible();
    expect(await longestMotion(page), 'Commands').toBeLessThan(0.001);
    await page.keyboard.press('Escape');
  });
});
