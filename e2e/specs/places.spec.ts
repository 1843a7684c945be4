import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  noSlurmHere,
  type SlurmCluster,
  startSlurm,
} from '../../main/studio/places/testing/slurm-cluster.ts';
import { expect, test } from '../fixtures.ts';
import { rootDir } from '../hosts/run-cli.ts';
import { SettingsDialog } from '../pages/settings-dialog.ts';

test.use({ recipe: 'faces' });

const reason = noSlurmHere();
test.skip(reason !== undefined, reason ?? '');

let dir: string;
let cluster: SlurmCluster | undefined;
const before = process.env['SLURM_CONF'];
test.beforeAll(async () => {
  if (reason !== undefined) return;
  dir = await mkdtemp(path.join(tmpdir(), 'faceloom-slurm-'));
  cluster = await startSlurm(path.join(dir, 'slurm'), 2);
  // The studio is started with this process's environment.
  Object.assign(process.env, cluster.environment);
});
test.afterAll(async () => {
  if (before === undefined) delete process.env['SLURM_CONF'];
  else process.env['SLURM_CONF'] = before;
  if (cluster === undefined) return;
  try {
    cluster.run('scancel', '--user=root');
  } finally {
    await cluster.stop();
    await rm(dir, { recursive: true, force: true });
  }
});

test('a sweep of four goes through two slots of a cluster, watched in the window', async ({
  page,
  train,
  compare,
}) => {
  // Workers of a busy machine are slow to start.
  test.slow();
  const shoot = (name: string) => page.screenshot({ path: `test-results/screens/places-${name}.png` });
  const folder = path.join(dir, 'shared');
  await mkdir(folder);
  const settings = new SettingsDialog(page);
  await settings.open();
  await settings.addPlace('A cluster with Slurm', {
    ...{ Name: 'Cluster', 'Shared folder': folder, 'Faceloom there': rootDir },
    ...{ Cores: '1', Hours: '0.5', 'At once': '2' },
  });
  await settings.place('Cluster').getByRole('button', { name: 'Check' }).click();
  const findings = settings.place('Cluster').getByRole('status');
  await expect(findings).toContainText('Slurm answers');
  await expect(findings).not.toContainText('Not in order');
  await shoot('in-order');
  await settings.close();

  await train.open();
  await page.getByRole('combobox', { name: 'Where' }).click();
  await page.getByRole('option', { name: 'Cluster' }).click();
  // Longer than the test: which two train and which two wait changes only when it stops one.
  await train.choose('classic-mlp', 100_000);
  await train.unfold('More settings');
  // Native TensorFlow would compile the steps of each run for longer than these take.
  await page.getByRole('combobox', { name: 'Engine' }).click();
  await page.getByRole('option', { name: 'WebAssembly' }).click();
  await page.getByRole('combobox', { name: 'Runs' }).click();
  await page.getByRole('option', { name: 'Sweep: Seed' }).click();
  await page.getByRole('textbox', { name: 'Seeds' }).fill('1, 2, 3, 4');
  await shoot('sweep');
  await train.press('Send sweep to Cluster');

  const rows = page
    .getByRole('table')
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader') });
  await expect(rows).toHaveCount(4);
  const training = rows.filter({ hasText: 'training at Cluster' });
  await expect(training).toHaveCount(2, { timeout: 240_000 });
  await expect(rows.filter({ hasText: 'waiting at Cluster' })).toHaveCount(2);
  await shoot('two-of-four');
  await rows.last().getByRole('link').click();
  await expect(page.getByRole('status', { name: 'Where it is' })).toHaveText(
    /^Waits at Cluster as job \d+_3 since/,
  );
  await shoot('waiting');

  await page.goBack();
  for (const left of [4, 3, 2, 1]) {
    // The next one begins when another one has ended, and never more than two train.
    await expect(training).toHaveCount(Math.min(2, left), { timeout: 240_000 });
    await expect(rows.filter({ hasText: 'waiting at Cluster' })).toHaveCount(Math.max(0, left - 2));
    await training.first().getByRole('link').click();
    await expect.poll(() => train.kimg(), { timeout: 240_000 }).toBeGreaterThan(0);
    await train.press('Stop');
    await expect(train.state).toHaveText('finished', { timeout: 240_000 });
    await page.goBack();
  }
  await expect(rows.filter({ hasText: 'finished' })).toHaveCount(4);
  await shoot('finished');
  await train.press('Compare');
  await expect(compare.allFaces).toHaveCount(4, { timeout: 60_000 });
  await shoot('compared');
});
