import type { Locator } from '@playwright/test';
import { Screen } from './screen.ts';

/** Datasets: import, the faces, the files that were set aside. */
export class DatasetsPage extends Screen {
  protected readonly name = 'Datasets';

  get imports(): Locator {
    return this.page.getByRole('region', { name: 'Imports in progress' });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 2, name, exact: true });
  }

  /** A number of the dataset by its label. */
  fact(label: string): Locator {
    return this.page.locator('dt', { hasText: label }).locator('+ dd');
  }

  face(number: number): Locator {
    return this.page.getByRole('button', { name: `Face ${number}`, exact: true });
  }

  get setAside(): Locator {
    return this.page.getByRole('list', { name: 'Files set aside' });
  }

  showSetAside(): Promise<void> {
    return this.page.getByText(/^Set aside \(/).click();
  }

  showFindings(): Promise<void> {
    return this.page.getByText(/^Findings \(/).click();
  }

  /** A kind of finding, by its title, with what can be done about it. */
  finding(title: string): Locator {
    return this.page.getByRole('list', { name: 'Findings' }).getByRole('listitem').filter({ hasText: title });
  }

  get unfinished(): Locator {
    return this.page.getByRole('list', { name: 'Unfinished imports' }).getByRole('listitem');
  }

  /** Presses an entry of the dataset's own menu. */
  async choose(entry: string): Promise<void> {
    await this.press('More for this dataset');
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  /** Types a path into the dialog that a browser's user gets. */
  async importTypedPath(dir: string): Promise<void> {
    await this.press('Import folder…');
    const dialog = this.page.getByRole('dialog', { name: 'Import photos' });
    await dialog.getByLabel("Folder on the studio's machine").fill(dir);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  }
}
