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

  /** From now on each change of the sample grid is counted, and each that leaves its frame empty. */
  watchSamples(): Promise<void> {
    return this.samples.evaluate((grid) => {
      const seen = { changes: 0, flashes: 0 };
      Reflect.set(window, 'sampleChanges', seen);
      const stage = grid.parentElement;
      if (!stage) throw new Error('The grid stands in no frame.');
      new MutationObserver(() => {
        seen.changes += 1;
        const picture = stage.querySelector('img');
        if (!picture?.complete || picture.naturalWidth === 0) seen.flashes += 1;
      }).observe(stage, { attributes: true, attributeFilter: ['src'], childList: true, subtree: true });
    });
  }

  /** What was seen since then. */
  sampleChanges(): Promise<{ changes: number; flashes: number }> {
    return this.page.evaluate(() => Reflect.get(window, 'sampleChanges'));
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

  get coach(): Locator {
    return this.page.getByRole('complementary', { name: 'Health coach' });
  }

  /** The stack of charts, which listens to keys. */
  get charts(): Locator {
    return this.page.getByRole('region', { name: /^Charts:/ });
  }

  get axis(): Locator {
    return this.page.getByRole('img', { name: /^Images shown/ });
  }

  get events(): Locator {
    return this.page.getByRole('region', { name: 'Events' });
  }

  get timeline(): Locator {
    return this.page.getByRole('list', { name: 'Timeline' });
  }

  get smoothing(): Locator {
    return this.page.getByRole('slider', { name: 'Smoothing' });
  }

  chart(label: string): Locator {
    return this.page.getByRole('img', { name: label, exact: true });
  }

  /** Switches a chart on or off. */
  async chooseCharts(title: string): Promise<void> {
    await this.press('Which charts are shown');
    await this.page.getByRole('menuitemcheckbox', { name: title }).click();
    await this.page.keyboard.press('Escape');
  }

  async export(choice: string): Promise<void> {
    await this.press('Export charts and numbers');
    await this.page.getByRole('menuitem', { name: choice }).click();
  }

  /** Drags over a chart from one share of its width to another. */
  async dragOver(label: string, from: number, to: number): Promise<void> {
    const box = await this.chart(label).boundingBox();
    if (!box) throw new Error(`${label} is not shown`);
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x + from * box.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + to * box.width, y, { steps: 4 });
    await this.page.mouse.up();
  }

  /** What a waiting run waits for. */
  get waiting(): Locator {
    return this.page.getByRole('status', { name: 'What it waits for' });
  }

  /** Runs in the queue, next first. */
  get queued(): Locator {
    return this.page.getByRole('region', { name: 'Queue' }).getByRole('listitem');
  }

  /** Opens a part of the form that is folded away, if it is. */
  async unfold(title: 'Classics' | 'More settings' | 'Expert settings'): Promise<void> {
    const fold = this.page.locator('details', { has: this.page.getByRole('heading', { name: title }) });
    if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click();
  }

  /** Fills in a preset and a length in kimg. */
  async choose(preset: string, kimg: number): Promise<void> {
    if (preset.startsWith('classic-')) await this.unfold('Classics');
    await this.page.getByRole('radio', { name: preset }).check();
    await this.page.getByRole('radiogroup', { name: 'Unit of length' }).getByText('kimg').click();
    await this.page.getByLabel('Length', { exact: true }).fill(String(kimg));
  }

  /** Starts a run of the preset that lasts for a number of kimg. */
  async start(preset: string, kimg: number): Promise<void> {
    await this.choose(preset, kimg);
    await this.press('Start training');
  }

  /** Chooses what stands beside the charts. */
  async showSide(label: string): Promise<void> {
    await this.page.getByRole('radiogroup', { name: 'Beside the charts' }).getByText(label).click();
  }

  /** The same while another run trains. */
  async queue(preset: string, kimg: number): Promise<void> {
    await this.choose(preset, kimg);
    await this.press('Add to the queue');
  }

  /** Images shown so far, in thousands. */
  async kimg(): Promise<number> {
    return Number.parseFloat(await this.page.getByTestId('run-kimg').innerText());
  }

  async waitForKimg(least: number): Promise<void> {
    // A step is compiled first, on cores that others may use too.
    await expect.poll(() => this.kimg(), { timeout: 240_000 }).toBeGreaterThanOrEqual(least);
  }

  /** How far, of its width, the coloured lines of a chart reach to the right; 0 when nothing is drawn. */
  chartReach(label: string): Promise<number> {
    return this.chart(label).evaluate((canvas) => {
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
