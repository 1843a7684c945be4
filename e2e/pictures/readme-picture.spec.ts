import path from 'node:path';
import { expect, test } from '../fixtures.ts';

/** Minutes of training before the picture is taken. */
const minutes = 3;

test('the picture of the README is taken from a real training', async ({ page, datasets, train }) => {
  await datasets.press('Draw sample faces');
  await expect(datasets.heading('Sample faces')).toBeVisible({ timeout: 60_000 });
  await datasets.press('Train on this');
  await train.press('Start training');
  const seconds = async () => {
    const [m = 0, s = 0] = (await datasets.fact('Trained for').innerText()).split(':').map(Number.parseFloat);
    return m * 60 + s;
  };
  await expect.poll(seconds, { timeout: minutes * 180_000, intervals: [2000] }).toBeGreaterThan(minutes * 60);
  await page.screenshot({ path: path.join(process.env['FACELOOM_SCREENSHOTS'] ?? '', 'studio.png') });
  await train.press('Stop');
  await expect(train.state).toHaveText('finished', { timeout: 30_000 });
});
