import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';

test.use({ recipe: 'faces' });

/** Looks whether everything fits at both sizes of the window, and keeps pictures of it. */
async function shoot(page: Page, name: string): Promise<void> {
  for (const size of [windowSizes.least, windowSizes.usual]) {
    await page.setViewportSize(size);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${name} is wider than the window`).toBe(0);
    await page.screenshot({ path: `test-results/screens/${name}-${size.width}.png` });
  }
}

test('runs wait in a queue, begin by themselves, and stand still while it is held', async ({
  page,
  train,
}) => {
  await train.open();
  await train.start('classic-mlp', 5000);
  await expect(train.state).toHaveText('training', { timeout: 60_000 });
  const first = page.url();

  await page.getByRole('button', { name: 'New run' }).click();
  await train.unfold('More settings');
  await page.getByLabel('Name').fill('Second');
  await page.getByLabel('Start at').fill('23:59');
  await train.queue('classic-mlp', 1);
  await expect(train.state).toHaveText('queued, 1st');
  await page.getByRole('button', { name: 'New run' }).click();
  await train.unfold('More settings');
  await page.getByLabel('Name').fill('Third');
  await train.queue('classic-mlp', 1);
  await expect(train.state).toHaveText('queued, 2nd');
  await expect(train.waiting).toContainText('1 more before it');
  await expect(train.queued).toHaveCount(2);
  await shoot(page, 'queue');

  await train.press('Move to the front');
  await expect(train.state).toHaveText('queued, 1st');
  await page.getByRole('button', { name: 'Hold the queue: no run begins by itself' }).click();
  await expect(train.waiting).toContainText('The queue is held');
  await page.goto(first);
  await train.press('Pause');
  await expect(train.state).toHaveText('paused', { timeout: 30_000 });
  await expect(train.queued).toHaveCount(2);
  await shoot(page, 'queue-held');

  await page.getByRole('button', { name: 'Let the queue go on' }).click();
  await expect(train.queued).toHaveCount(1);
  await page.getByRole('listitem').filter({ hasText: 'Third' }).click();
  await expect(train.state).toHaveText('finished', { timeout: 60_000 });
  // The other one waits for its time, until it need not.
  await page.getByRole('listitem').filter({ hasText: 'Second' }).last().click();
  await expect(train.waiting).toContainText('not before');
  await train.press('More for this run');
  await page.getByRole('menuitem', { name: 'Start and stop times…' }).click();
  const times = page.getByRole('dialog', { name: 'Times of Second' });
  await expect(times.getByLabel('Start at')).toHaveValue('23:59');
  await times.getByLabel('Stop at').fill('07:00');
  await shoot(page, 'schedule');
  await times.getByRole('button', { name: 'Set times' }).click();
  await expect(train.waiting).toContainText('It stops at');
  await train.press('Do not wait for the time');
  await expect(train.state).toHaveText('finished', { timeout: 60_000 });
  await expect(train.queued).toHaveCount(0);
});

test('a sweep trains one run after the other and shows them beside each other', async ({ page, train }) => {
  await train.open();
  await train.unfold('More settings');
  await page.getByRole('combobox', { name: 'Runs' }).click();
  await page.getByRole('option', { name: 'Sweep: γ of R1 and R2' }).click();
  await page.getByLabel('Factors').fill('1');
  await expect(train.button('Start sweep')).toBeDisabled();
  await page.getByLabel('Factors').fill('0.25, 4');
  await shoot(page, 'new-sweep');
  await train.choose('classic-mlp', 20);
  await train.press('Start sweep');

  const sweep = page.getByRole('region', { name: /^Sweep/ });
  await expect(sweep.getByRole('row', { name: /γ × 0.25/ })).toContainText('training', { timeout: 60_000 });
  await expect(sweep.getByRole('row', { name: /γ × 4/ })).toContainText('queued, 1st');
  await shoot(page, 'sweep-training');
  await expect(sweep.getByRole('row').filter({ hasText: 'finished' })).toHaveCount(2, { timeout: 90_000 });

  await expect(sweep.getByRole('img', { name: /^Sample grid of/ })).toHaveCount(2);
  await expect(page.getByTestId('group-moment')).toHaveText('20.0 kimg');
  await expect.poll(() => train.chartReach('Generator loss')).toBeGreaterThan(0.8);
  await sweep.getByText('Diversity', { exact: true }).first().click();
  await expect.poll(() => train.chartReach('Diversity')).toBeGreaterThan(0.6);
  await page.getByRole('slider', { name: 'Samples at' }).press('Home');
  await expect(page.getByTestId('group-moment')).toHaveText('0.0 kimg');
  await train.press('Newest of all');
  await shoot(page, 'sweep');

  await sweep.getByRole('link', { name: 'γ × 4' }).click();
  await expect(train.state).toHaveText('finished');
  await page.goBack();
  await page.getByRole('button', { name: 'More for this sweep' }).click();
  await page.getByRole('menuitem', { name: 'Remove all runs…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(train.button('Start training')).toBeVisible();
});
