import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';

test.use({ recipe: 'compared' });

/** A picture at each size of the window, into which everything has to fit. */
async function shoot(page: Page, name: string): Promise<void> {
  for (const { width, height } of Object.values(windowSizes)) {
    await page.setViewportSize({ width, height });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${name} is wider than the window`).toBe(0);
    await page.screenshot({ path: `test-results/screens/compare-${name}-${width}.png` });
  }
}

test('three models stand side by side: faces, scores, curves, settings, a blind test and files', async ({
  studio,
  page,
  train,
  compare,
}) => {
  test.slow();
  await compare.open();
  await expect(compare.emptyState('Nothing is compared yet')).toBeVisible();
  await shoot(page, 'empty');

  await test.step('models', async () => {
    await train.open();
    const runs = page.getByRole('list', { name: 'Runs' }).getByRole('button');
    await expect(runs).toHaveCount(3);
    for (const index of [0, 1, 2]) {
      await train.open();
      await runs.nth(index).click();
      await train.press('Keep as model');
      await expect(page).not.toHaveURL(/train/);
    }
    await compare.open();
    for (const count of [1, 2, 3]) {
      await compare.add(/ kimg$/);
      await expect(compare.allFaces).toHaveCount(count, { timeout: 90_000 });
    }
  });

  await test.step('scores and faces', async () => {
    await expect(compare.caveats).toContainText('28 × 28 pixels');
    await expect(compare.caveats).toContainText('32 × 32 pixels');
    const chosen = await compare.names();
    await compare.scores.getByRole('button', { name: 'Shown' }).click();
    await expect(compare.scores.getByRole('columnheader', { name: 'Shown' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    const sorted = await compare.names();
    expect(sorted).not.toEqual(chosen);
    expect(sorted[0]).toContain('classic-mlp');
    expect(new Set(sorted).size).toBe(3);
    await page
      .getByRole('button', { name: /^Latent 6 of/ })
      .first()
      .click();
    await expect(page.getByRole('button', { name: /^Latent 6 of/, pressed: true })).toHaveCount(3);
    await shoot(page, 'faces');
  });

  await test.step('curves', async () => {
    await compare.show('Curves');
    await expect.poll(() => train.chartReach('Generator loss')).toBeGreaterThan(0.8);
    await expect(page.getByRole('img', { name: /^Images shown/ })).toBeVisible();
    await shoot(page, 'curves');
    await page.getByText('By training time').click();
    await expect(page.getByRole('img', { name: /^Time spent training, 0 to/ })).toBeVisible();
    // The axis shows a minute at least, and these trained for seconds.
    await expect.poll(() => train.chartReach('Generator loss')).toBeGreaterThan(0.1);
    await shoot(page, 'curves-time');
  });

  await test.step('settings', async () => {
    await compare.show('Settings');
    await expect(page.getByRole('row', { name: /^Preset/ })).toContainText('classic-mlp');
    await expect(page.getByRole('row', { name: /^Latent/ })).toBeVisible();
    await shoot(page, 'settings');
  });

  await test.step('a blind test', async () => {
    await compare.show('Blind test');
    await shoot(page, 'blind-start');
    await page.getByRole('radiogroup', { name: 'How many pairs' }).getByText('10').click();
    await compare.press('Start blind test');
    const progress = page.getByTestId('blind-progress');
    await expect(progress).toHaveText('Pair 1 of 10', { timeout: 60_000 });
    const tab = page.getByRole('region', { name: 'Blind test' });
    expect(await tab.innerHTML()).not.toMatch(/draft|mlp|kimg/);
    await shoot(page, 'blind-pair');
    for (const [index, key] of ['ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowLeft'].entries()) {
      await page.keyboard.press(key);
      await expect(progress).toHaveText(`Pair ${index + 2} of 10`);
    }
    for (let number = 5; number <= 10; number++) {
      await expect(progress).toHaveText(`Pair ${number} of 10`);
      await page.getByRole('button', { name: 'The right one is better' }).click();
    }
    await expect(page.getByTestId('blind-verdict')).toContainText(/preferred|preference/);
    await expect(tab).toContainText('of 9 pairs, 95 % interval');
    await expect(tab).toContainText('1 skipped');
    await shoot(page, 'blind-result');
  });

  await test.step('through a run', async () => {
    await compare.show('Through a run');
    const moment = page.getByTestId('scrubber-moment');
    await expect(page.getByRole('img', { name: /^Latent 6 of seed 42/ })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/kept checkpoint/)).toContainText('sample grid');
    const slider = page.getByRole('slider', { name: 'Moment of the run' });
    await slider.press('Home');
    await expect(moment).toHaveText('0.0 kimg');
    await slider.press('ArrowRight');
    await expect(moment).not.toHaveText('0.0 kimg');
    await shoot(page, 'scrubber');
  });

  await test.step('files', async () => {
    const png = await studio.exportFile(() => compare.export('Faces as a picture (PNG)'));
    const { format, width = 0, height = 0 } = await sharp(png).metadata();
    expect({ format, isWide: width > 1000, isHigh: height > 250 }).toEqual({
      format: 'png',
      isWide: true,
      isHigh: true,
    });
    await sharp(png).toFile('test-results/screens/comparison.png');
    const html = await readFile(
      await studio.exportFile(() => compare.export('Everything as a page (HTML)')),
      'utf8',
    );
    expect(html).toContain('<h1>Comparison</h1>');
    expect(html.match(/data:image\/png/g)).toHaveLength(3);
    const reader = await page.context().newPage();
    await reader.setContent(html);
    await reader.screenshot({ path: 'test-results/screens/comparison-page.png', fullPage: true });
    await reader.close();
  });

  await test.step('one of them goes', async () => {
    await compare.show('Faces and scores');
    const [name = ''] = await compare.names();
    await page
      .getByRole('button', { name: `Leave out ${name.trim()}` })
      .first()
      .click();
    await expect(compare.allFaces).toHaveCount(2);
    await page.reload();
    await expect(compare.allFaces).toHaveCount(2, { timeout: 60_000 });
  });
});
