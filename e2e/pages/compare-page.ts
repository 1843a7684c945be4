import type { Locator } from '@playwright/test';
import { Screen } from './screen.ts';

/** Compare: who is compared at the left, and by what. */
export class ComparePage extends Screen {
  protected readonly name = 'Compare';

  get scores(): Locator {
    return this.page.getByRole('table', { name: 'Scores' });
  }

  /** Names of the subjects in the order of the table. */
  names(): Promise<string[]> {
    return this.scores.getByRole('rowheader').allInnerTexts();
  }

  faces(label: string): Locator {
    return this.page.getByRole('img', { name: `Faces of ${label}`, exact: true });
  }

  get allFaces(): Locator {
    return this.page.getByRole('img', { name: /^Faces of/ });
  }

  get caveats(): Locator {
    return this.page.getByRole('list', { name: 'What cannot be compared' });
  }

  async add(label: string | RegExp): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Add a model or run' }).click();
    await this.page.getByRole('option', { name: label }).first().click();
  }

  async show(tab: string): Promise<void> {
    await this.page
      .getByRole('radiogroup', { name: 'What is compared' })
      .getByText(tab, { exact: true })
      .click();
  }

  async export(choice: string): Promise<void> {
    await this.press('Export');
    await this.page.getByRole('menuitem', { name: choice }).click();
  }
}
