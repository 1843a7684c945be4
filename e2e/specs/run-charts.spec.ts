import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, test } from '../fixtures.ts';

test.use({ recipe: 'faces' });

/** Length of the run: three ticks of the preset, the last of them after the second look at the faces. */
const kimg = 6.4;
const batch = 32;

test('a real run is seen in charts, events and the coach’s words, zoomed into, and taken out as files', async ({
  studio,
  page,
  train,
}) => {
  // Steps are compiled twice, before and after the pause.
  test.slow();
  await train.open();
  await train.start('draft-32', kimg);
  await expect(train.coach).toContainText(/only \d+ pictures/, { timeout: 60_000 });
  await train.waitForKimg(1);
  await train.press('Pause');
  await expect(train.state).toHaveText('paused', { timeout: 30_000 });
  await train.press('Resume');
  await expect(train.state).toHaveText('finished', { timeout: 100_000 });

  await test.step('charts', async () => {
    for (const chart of ['Losses', 'Discriminator says real', 'Logits', 'Gradient norms'])
      expect(await train.chartReach(chart), chart).toBeGreaterThan(0.8);
    expect(await train.chartReach('Faces'), 'up to the last tick').toBeGreaterThan(0.7);
    await expect(train.axis).toHaveAccessibleName('Images shown, 0 to 6.4 kimg');
    await train.chooseCharts('Logits');
    await expect(train.chart('Logits')).toBeHidden();
    await train.chooseCharts('Logits');
    await expect(train.chart('Logits')).toBeVisible();
  });

  await test.step('events', async () => {
    const first = train.events.getByRole('button').first();
    await first.hover();
    await expect(page.getByRole('tooltip')).toContainText('The run started.');
    await first.click();
    await expect(train.timeline.getByRole('listitem').first()).toContainText('Finished');
    await expect(train.timeline).toContainText('The run was paused.');
    await expect(train.timeline).toContainText('The run went on from');
    await page.getByText('Samples', { exact: true }).click();
    await expect(train.samples).toBeVisible();
  });

  await test.step('zoom and smoothing', async () => {
    const whole = await train.axis.getAttribute('aria-label');
    await train.dragOver('Losses', 0.5, 0.8);
    await expect(train.axis).not.toHaveAccessibleName(whole ?? '');
    await expect(train.axis).toHaveAccessibleName(/^Images shown, (2\.[89]|3)\S* to (4\.9|5)\S* kimg$/);
    expect(await train.chartReach('Gradient norms')).toBeGreaterThan(0.8);
    await train.press('Reset zoom');
    await expect(train.axis).toHaveAccessibleName(whole ?? '');
    await train.charts.press('+');
    await expect(train.axis).toHaveAccessibleName('Images shown, 1.6 to 4.8 kimg');
    await train.charts.press('ArrowRight');
    await expect(train.axis).toHaveAccessibleName('Images shown, 2.4 to 5.6 kimg');
    await train.chart('Losses').dblclick();
    await expect(train.axis).toHaveAccessibleName(whole ?? '');
    await train.smoothing.press('End');
    await expect(train.smoothing).toHaveAttribute('aria-valuetext', '20 %');
  });

  await test.step('files', async () => {
    const svg = await readFile(await studio.exportFile(() => train.export('Drawing (SVG)')), 'utf8');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    for (const word of ['Losses', 'Gradient norms', 'nats', 'images shown (kimg)', 'The run started.'])
      expect(svg).toContain(`>${word}<`);
    const lines = [...svg.matchAll(/<polyline points="([^"]*)"/g)].map(([, points = '']) =>
      points.split(' '),
    );
    expect(Math.max(...lines.map(({ length }) => length))).toBeGreaterThan(100);

    const png = await sharp(await studio.exportFile(() => train.export('Picture (PNG)'))).metadata();
    expect(png).toMatchObject({ format: 'png', width: 2000 });

    const csv = await readFile(await studio.exportFile(() => train.export('Every step (CSV)')), 'utf8');
    const [heading = '', ...rows] = csv.trimEnd().split('\r\n');
    expect(heading.split(',').slice(0, 2)).toEqual(['images shown', 'discriminator loss (nats)']);
    const shown = rows.map((row) => Number(row.split(',')[0]));
    expect(shown).toEqual(Array.from({ length: (kimg * 1000) / batch }, (_, i) => (i + 1) * batch));
    expect(rows.every((row) => Number.isFinite(Number.parseFloat(row.split(',')[1] ?? '')))).toBe(true);
  });
});
