import { expect, type Locator, type Page } from '@playwright/test';

/** Settings, and the places in it where runs can train besides this computer. */
export class SettingsDialog {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Settings' });
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+Alt+s');
    await expect(this.dialog).toBeVisible();
  }

  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await expect(this.dialog).toBeHidden();
  }

  place(name: string): Locator {
    return this.dialog.getByRole('region', { name });
  }

  press(name: string): Promise<void> {
    return this.dialog.getByRole('button', { name, exact: true }).click();
  }

  /** Fills in the form for a new place and presses Add; fields are named by their labels. */
  async addPlace(
    kind: 'A shared folder' | 'A cluster with Slurm',
    fields: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.press('Add a place');
    // What the dialog asks for may still arrive above, push the field out of sight, and its options with it.
    await expect(async () => {
      await this.dialog.getByRole('combobox', { name: 'Kind' }).click();
      await this.page.getByRole('option', { name: kind }).click({ timeout: 5000 });
    }).toPass();
    for (const [label, text] of Object.entries(fields))
      await this.dialog.getByRole('textbox', { name: label, exact: true }).fill(text);
    await this.press('Add');
  }
}
