import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '../fixtures.ts';

test.use({ recipe: 'trained' });

/** Gives the only run of a library scores, as a training of some minutes would have left them. */
function addScores(libraryDir: string, kids: readonly number[]): void {
  const db = new DatabaseSync(path.join(libraryDir, 'library.sqlite'));
  const insert = db.prepare('INSERT INTO run_scores (run_id, nimg, score) SELECT id, ?, ? FROM runs');
  const measured = (value: number) => ({ value, n: 128, embedding: 'face', resizer: 'bilinear' });
  for (const [i, kid] of kids.entries()) {
    const nimg = ((i + 1) * 960) / kids.length;
    insert.run(nimg, JSON.stringify({ nimg, kid: measured(kid), coverage: measured(1 - 2 * kid) }));
  }
  db.close();
}

test('scores of checkpoints are charts of their own, where there are some', async ({
  page,
  train,
  libraryDir,
}) => {
  await train.open();
  await expect.poll(() => train.chartReach('Losses')).toBeGreaterThan(0.8);
  await expect(train.chart('KID')).toBeHidden();
  addScores(libraryDir, [0.31, 0.12, 0.06, 0.04, 0.035]);
  await page.reload();
  await expect.poll(() => train.chartReach('KID')).toBeGreaterThan(0.8);
  await expect.poll(() => train.chartReach('Coverage')).toBeGreaterThan(0.8);
  await train.chart('KID').scrollIntoViewIfNeeded();
  await page.screenshot({ path: 'test-results/screens/run-scores.png' });
});
