import type { Locator } from '@playwright/test';
import { dropFiles } from './drop-files.ts';
import { Screen } from './screen.ts';

/** Explore: one face, the map of its neighbours, its history, and the tools at the right. */
export class ExplorePage extends Screen {
  protected readonly name = 'Explore';

  get face(): Locator {
    return this.page.getByTestId('explored-face');
  }

  get pad(): Locator {
    return this.page.getByTestId('pad');
  }

  /** Faces of the map. */
  get neighbours(): Locator {
    return this.page.getByTestId('pad-map').locator('img');
  }

  get steps(): Locator {
    return this.page.getByRole('list', { name: 'History' }).getByRole('button');
  }

  get seed(): Locator {
    return this.page.getByLabel('Seed', { exact: true });
  }

  /** The picture that is shown, as its data. */
  picture(): Promise<string> {
    return this.face.evaluate((image) => (image instanceof HTMLImageElement ? image.src : ''));
  }

  async showTool(label: string): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'Tools' }).getByText(label, { exact: true }).click();
  }

  /** Drops a file on the window. */
  async drop(name: string, content: string): Promise<void> {
    await dropFiles(this.page, [{ name, content }]);
  }

  /** Drags over the pad, between shares of its width and height. */
  async drag(from: readonly [number, number], to: readonly [number, number], steps = 8): Promise<void> {
    const box = await this.pad.boundingBox();
    if (!box) throw new Error('the pad is not shown');
    const at = ([x, y]: readonly [number, number]) =>
      [box.x + x * box.width, box.y + y * box.height] as const;
    await this.page.mouse.move(...at(from));
    await this.page.mouse.down();
    await this.page.mouse.move(...at(to), { steps });
    await this.page.mouse.up();
  }
}
