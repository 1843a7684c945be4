import { expect, type Page } from '@playwright/test';
import type { DatasetsPage } from './datasets-page.ts';
import type { GalleryPage } from './gallery-page.ts';
import type { TrainPage } from './train-page.ts';

interface Screens {
  page: Page;
  datasets: DatasetsPage;
  train: TrainPage;
  gallery: GalleryPage;
}

/** What a newcomer does in an empty studio: follows its steps, has sample faces drawn, and comes to a first training. */
export async function walkToFirstTraining({ page, datasets, train, gallery }: Screens): Promise<void> {
  await gallery.open();
  await train.open();
  await train.emptyState('Training needs a dataset').getByRole('button', { name: 'Go to Datasets' }).click();
  await gallery.open();
  const steps = gallery.emptyState('No faces yet').getByRole('list', { name: 'Steps to the first faces' });
  await expect(steps.locator('[aria-current=step]')).toContainText('Bring photos');
  await gallery.emptyState('No faces yet').getByRole('button', { name: 'Go to Datasets' }).click();

  await datasets.press('Draw sample faces');
  await expect(datasets.imports).toContainText(/[\d,]+ of 2,000 faces/);
  await expect(datasets.heading('Sample faces')).toBeVisible({ timeout: 240_000 });
  await expect(datasets.fact('Faces')).toHaveText('2,000');
  await expect(datasets.imports).toBeHidden();

  await datasets.face(1).click();
  const picture = page.getByRole('dialog').getByRole('img', { name: 'Face 1 of 2,000' });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(128);
  await page.keyboard.press('Escape');

  await gallery.open();
  await expect(steps.locator('[aria-current=step]')).toContainText('Train');
  await gallery.emptyState('No faces yet').getByRole('button', { name: 'Go to Train' }).click();
  await expect(train.button('Start training')).toBeEnabled();
  await datasets.open();
  await datasets.press('Train on this');
  await expect(train.button('Start training')).toBeEnabled();
}
