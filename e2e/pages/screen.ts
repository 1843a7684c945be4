import type { Locator, Page } from '@playwright/test';

/** What all screens share: the way there, and buttons by their names. */
export abstract class Screen {
  readonly page: Page;
  protected abstract readonly name: 'Datasets' | 'Train' | 'Models' | 'Compare' | 'Gallery' | 'Explore';

  constructor(page: Page) {
    this.page = page;
  }

  open(): Promise<void> {
    return this.page
      .getByRole('navigation', { name: 'Screens' })
      .getByRole('link', { name: this.name })
      .click();
  }

  button(name: string): Locator {
    return this.page.getByRole('main').getByRole('button', { name, exact: true });
  }

  press(name: string): Promise<void> {
    return this.button(name).click();
  }

  /** The section that stands where content will be. */
  emptyState(title: string): Locator {
    return this.page.getByRole('region', { name: title });
  }
}
