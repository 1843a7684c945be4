import { expect, test } from '../fixtures.ts';
import { computeProcesses } from '../hosts/compute-processes.ts';

test.use({ recipe: 'faces' });

test('a run shows losses and samples as it trains, pauses and goes on', async ({ page, train }) => {
  // Steps are compiled twice.
  test.slow();
  await train.open();
  await train.start('draft-32', 500);
  await expect(train.state).toHaveText('training', { timeout: 60_000 });
  await expect(train.samples).toBeVisible();
  await train.watchSamples();
  const engine = page.getByTestId('status-engine');
  await expect(engine).toContainText(/thread/);
  const steps = (await engine.innerText()).includes('TensorFlow') ? /^compiled(, XLA)?$/ : 'one by one';
  await expect(page.getByText(steps, { exact: true })).toBeVisible({ timeout: 60_000 });

  await train.waitForKimg(2.1);
  await expect(train.caption).toHaveText(/^[2-9]/);
  expect(await train.chartReach('Losses')).toBeGreaterThan(0.8);
  expect(await train.chartReach('Discriminator says real')).toBeGreaterThan(0.8);

  const newest = await train.samples.getAttribute('src');
  await train.scrubber.press('Home');
  await expect(train.caption).toHaveText(/^0/);
  await expect(train.samples).not.toHaveAttribute('src', newest ?? '');
  await train.press('Newest');
  await expect(train.caption).not.toHaveText(/^0/);
  const { changes, flashes } = await train.sampleChanges();
  expect(changes).toBeGreaterThanOrEqual(3);
  expect(flashes, 'frames without a picture').toBe(0);

  await train.press('Pause');
  await expect(train.state).toHaveText('paused', { timeout: 30_000 });
  const pausedAt = await train.kimg();
  await train.press('Resume');
  await expect(train.state).toHaveText('training', { timeout: 60_000 });
  await train.waitForKimg(pausedAt + 0.5);
  await train.press('Stop');
  await expect(train.state).toHaveText('finished', { timeout: 30_000 });
  await expect(train.button('Generate faces')).toBeEnabled();
});

test('a training process that dies leaves the studio alive, and its run goes on', async ({
  studio,
  train,
}) => {
  // As above.
  test.slow();
  await train.open();
  await train.start('draft-32', 500);
  await train.waitForKimg(0.5);
  for (const pid of computeProcesses(studio.pid)) process.kill(pid, 'SIGKILL');
  await expect(train.state).toHaveText('interrupted');
  await expect(train.notice).toContainText('The training process stopped unexpectedly');
  await expect(train.notice).toContainText(/killed/);
  const killedAt = await train.kimg();

  await train.press('Resume');
  await expect(train.state).toHaveText('training', { timeout: 60_000 });
  await expect(train.notice).toBeHidden();
  await train.waitForKimg(killedAt + 0.5);
  expect(await train.chartReach('Losses')).toBeGreaterThan(0.8);
  await train.press('Stop');
  await expect(train.state).toHaveText('finished', { timeout: 30_000 });
});
