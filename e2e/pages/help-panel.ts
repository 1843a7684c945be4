import type { Page } from '@playwright/test';

/** The manual beside the screens. */
export class HelpPanel {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get panel() {
    return this.page.getByRole('complementary', { name: 'Help' });
  }

  get search() {
    return this.panel.getByRole('searchbox', { name: 'Search the manual' });
  }

  get results() {
    return this.panel.getByRole('list', { name: 'Found in the manual' }).getByRole('button');
  }

  heading(name: string) {
    return this.panel.getByRole('heading', { name, exact: true });
  }

  /** The question mark beside a hard word. */
  mark(word: string) {
    return this.page.getByRole('button', { name: `Help: ${word}`, exact: true });
  }

  press(name: string) {
    return this.panel.getByRole('button', { name, exact: true }).click();
  }
}
