import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { windowSizes } from '../hosts/host.ts';

test.use({ recipe: 'trained' });

test('hyper-parameters are set by hand, measured, and frozen with the run', async ({ page, train }) => {
  // A plan and a run compile their steps.
  test.slow();
  await train.open();
  await page.getByRole('button', { name: 'New run' }).click();
  const form = page.getByRole('form', { name: 'New run' });
  const shoot = async (name: string, shown?: Locator) => {
    for (const { width, height } of Object.values(windowSizes)) {
      await page.setViewportSize({ width, height });
      await shown?.scrollIntoViewIfNeeded();
      await page.screenshot({ path: `test-results/screens/${name}-${width}.png` });
    }
  };

  await shoot('new-run', form.getByLabel('Dataset'));
  await train.unfold('More settings');
  await form.getByRole('combobox', { name: 'Runs' }).click();
  await page.getByRole('option', { name: 'Sweep: γ of R1 and R2' }).click();
  await shoot('new-run-sweep', form.getByRole('region', { name: 'Sweep' }));
  await form.getByRole('combobox', { name: 'Runs' }).click();
  await page.getByRole('option', { name: 'One run' }).click();

  await test.step('expert settings', async () => {
    await train.unfold('Expert settings');
    const batch = form.getByLabel('Batch size', { exact: true });
    await expect(batch).toHaveValue('32');
    await form.getByRole('combobox', { name: 'Size' }).click();
    await expect(page.getByRole('option', { name: '28 × 28' })).toHaveAttribute('data-combobox-disabled');
    await page.getByRole('option', { name: '64 × 64' }).click();
    await expect(page.getByText('trained in colour at 64 × 64')).toBeVisible();
    await expect(form.getByLabel('Widths of the generator')).not.toHaveValue('');
    await form.getByRole('combobox', { name: 'Size' }).click();
    await page.getByRole('option', { name: '32 × 32' }).click();
    await shoot('expert', form.getByRole('region', { name: 'Steps' }));
    await batch.fill('1');
    await expect(form.getByText('It has to be at least 2.')).toBeVisible();
    await expect(form.getByText('Batch size cannot be that')).toBeVisible();
    await expect(train.button('Start training')).toBeDisabled();
    await batch.fill('30');
    await form.getByLabel('Parts of a batch', { exact: true }).fill('4');
    await expect(form.getByText(/A batch of 30 has to fall into equal parts/).first()).toBeVisible();
    await form.getByLabel('Parts of a batch', { exact: true }).fill('2');
    await form.getByLabel('Mirror pictures', { exact: true }).press('Space');
    await expect(form.getByText('3 changed')).toBeVisible();
    await expect(form.getByText(/A batch of 30 has to fall into equal parts/)).toHaveCount(0);
    await shoot('expert-changed', form.getByRole('region', { name: 'Small datasets' }));
    await form.getByRole('button', { name: 'Reset: Mirror pictures' }).click();
    await expect(form.getByText('2 changed')).toBeVisible();
    await form.getByRole('button', { name: 'Reset all' }).click();
    await expect(batch).toHaveValue('32');
    await batch.fill('16');
  });

  const plan = page.getByRole('region', { name: 'Plan' });
  await test.step('plan', async () => {
    await expect(plan).toContainText('Batches of 16 pictures');
    await expect(plan).toContainText('Not measured yet');
    await shoot('plan-before', plan);
    await plan.getByRole('button', { name: 'Measure' }).click();
    await plan.getByRole('button', { name: 'Cancel: Measuring' }).click();
    await expect(plan).toContainText('Not measured yet');
    await plan.getByRole('button', { name: 'Measure' }).click();
    await expect(plan).toContainText('img/s', { timeout: 90_000 });
    await expect(plan).toContainText('Converged after');
    await shoot('plan', plan);
  });

  await test.step('the run', async () => {
    await page.getByRole('textbox', { name: 'Name' }).fill('By hand');
    await train.start('draft-32', 0.5);
    await expect(page.getByRole('heading', { name: 'By hand' })).toBeVisible();
    await expect(train.state).toHaveText('finished', { timeout: 90_000 });
    await train.showSide('Config');
    const config = page.getByRole('region', { name: 'Config' });
    await expect(config.getByRole('region', { name: 'Set by hand' })).toContainText('Batch size');
    await expect(config.getByRole('region', { name: 'Set by hand' })).toContainText('16');
    await expect(config.getByText('Learning rate of the generator')).toBeHidden();
    await config.getByText('As the preset has it').click();
    await expect(config.getByText('Learning rate of the generator')).toBeVisible();
    await shoot('config');
  });
});
