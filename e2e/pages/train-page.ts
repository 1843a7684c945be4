import { expect, type Locator } from '@playwright/test';
import { Screen } from './screen.ts';

/** Train: the form for a new run, and one run with its charts and samples. */
export class TrainPage extends Screen {
  protected readonly name = 'Train';

  get state(): Locator {
    return this.page.getByTestId('run-state');
  }

  get samples(): Locator {
    return this.page.getByTestId('sample-grid');
  }

  get caption(): Locator {
    return this.page.getByTestId('sample-caption');
  }

  get scrubber(): Locator {
    return this.page.getByRole('slider', { name: 'Sample' });
  }

  get notice(): Locator {
    return this.page.getByRole('main').getByRole('alert');
  }

  /** Starts a run of the preset that lasts for a number of kimg. */
  async start(preset: string, kimg: number): Promise<void> {
    await this.page.getByRole('radio', { name: preset }).check();
    await this.page.getByRole('radiogroup', { name: 'Unit of length' }).getByText('kimg').click();
    await this.page.getByLabel('Length', { exact: true }).fill(String(kimg));
    await this.press('Start training');
  }

  /** Chooses what stands beside the charts. */
  async showSide(label: string): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'Beside the charts' }).getByText(label).click();
  }

  /** Images shown so far, in thousands. */
  async kimg(): Promise<number> {
    return Number.parseFloat(await this.page.getByTestId('run-kimg').innerText());
  }

  async waitForKimg(least: number): Promise<void> {
    await expect.poll(() => this.kimg(), { timeout: 60_000 }).toBeGreaterThanOrEqual(least);
  }

  /** How far, of its width, the coloured lines of a chart reach to the right; 0 when nothing is drawn. */
  chartReach(label: string): Promise<number> {
    return this.page.getByRole('img', { name: label }).evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error('a chart is a canvas');
      const { width, height } = canvas;
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      let reach = 0;
      // Axes and letters are grey; only the lines have a colour.
      for (let i = 0; i < pixels.length; i += 4) {
        const [r = 0, g = 0, b = 0, alpha = 0] = pixels.slice(i, i + 4);
        if (alpha > 100 && Math.max(r, g, b) - Math.min(r, g, b) > 60)
          reach = Math.max(reach, (i / 4) % width);
      }
      return reach / width;
    });
  }
}
