import type { Locator } from '@playwright/test';
import { Screen } from './screen.ts';

/** Gallery: new faces, the saved ones, and the way out as files. */
export class GalleryPage extends Screen {
  protected readonly name = 'Gallery';

  get faces(): Locator {
    return this.page.getByRole('list', { name: 'Faces' });
  }

  face(number: number, seed: number): Locator {
    return this.faces.getByRole('button', { name: `Face ${number}, seed ${seed}`, exact: true });
  }

  async generate({ count, seed }: { count: number; seed: number }): Promise<void> {
    const form = this.page.getByRole('form', { name: 'Generate faces' });
    await form.getByLabel('Seed', { exact: true }).fill(String(seed));
    await form
      .getByRole('radiogroup', { name: 'How many faces' })
      .getByText(String(count), { exact: true })
      .click();
    await form.getByRole('button', { name: 'Generate' }).click();
  }

  async search(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Search' }).fill(text);
  }

  /** The fact of the opened face that stands under a name. */
  fact(name: string): Locator {
    return this.page.getByRole('dialog').locator('dt', { hasText: name }).locator('+ dd');
  }

  /** Opens the export dialog on all faces and chooses one contact sheet. */
  async chooseSheetExport(columns: number, side: number): Promise<Locator> {
    await this.page.getByRole('checkbox', { name: 'Select all' }).check();
    await this.press('Export');
    const dialog = this.page.getByRole('dialog');
    await dialog.getByText('Contact sheet').click();
    await dialog.getByLabel('Columns').fill(String(columns));
    await dialog.getByLabel('Size of a face').click();
    await this.page.getByRole('option', { name: `${side} × ${side} px` }).click();
    return dialog;
  }
}
