import type { Locator } from '@playwright/test';
import { Screen } from './screen.ts';

/** Models: what was kept from runs, with faces, scores and a card. */
export class ModelsPage extends Screen {
  protected readonly name = 'Models';

  get faces(): Locator {
    return this.page.getByRole('list', { name: 'Faces of the model' }).getByRole('img');
  }

  /** Row of a score, in the tables of the evaluation that is shown. */
  score(title: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name: title }) });
  }

  show(tab: 'Scores' | 'Card'): Promise<void> {
    return this.page
      .getByRole('radiogroup', { name: 'What to show' })
      .getByText(tab, { exact: true })
      .click();
  }

  async evaluate(pictures: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Pictures on each side' }).click();
    await this.page.getByRole('option', { name: pictures }).click();
    await this.page
      .getByRole('main')
      .getByRole('button', { name: /^Evaluate/ })
      .click();
  }
}
