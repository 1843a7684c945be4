import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, expect, test } from '@playwright/test';
import { findBrowser } from '../../main/setup/find-browser.ts';
import { createLogger } from '../../main/studio/base/log.ts';
import { forkCompute } from '../../main/studio/compute-process/fork-compute.ts';
import { layersModel } from '../../main/studio/testing/layers-model.ts';
import { jobEnd, openTestStudio } from '../../main/studio/testing/open-test-studio.ts';
import { rootDir } from '../hosts/run-cli.ts';

/** Writes a page with the compute program as it is built for the desktop. */
async function writePage(dir: string): Promise<string> {
  const side = 32;
  const model = layersModel({
    side,
    latentSize: 4,
    kernel: (i) => Math.sin(i / 7),
    bias: (i) => (i % side) / side - 0.5,
  });
  for (const [name, bytes] of model) await writeFile(path.join(dir, name), bytes);
  const builtCompute = path.join(rootDir, 'dist', 'compute', 'main.js');
  const launchCompute = forkCompute(
    builtCompute,
    createLogger(() => undefined),
  );
  await using studio = await openTestStudio({ launchCompute });
  const { client } = studio;
  const imported = await client.models.import({ path: path.join(dir, 'model.json'), name: 'Waves & <b>' });
  const { result } = await jobEnd(client, imported.jobId);
  if (result?.kind !== 'import-model') throw new Error('nothing was imported');
  const { jobId } = await client.models.export({
    from: { kind: 'model', id: result.modelId },
    format: 'html',
    precision: 'fp32',
    directory: path.join(dir, 'out'),
  });
  const { error } = await jobEnd(client, jobId);
  expect(error).toBeUndefined();
  return path.join(dir, 'out', 'faces.html');
}

test('the page that the built program writes draws new faces from disk, without a network', async () => {
  const found = await findBrowser();
  test.skip(!found.found, 'There is no browser.');
  const dir = await mkdtemp(path.join(tmpdir(), 'faceloom-page-'));
  const file = await writePage(dir);
  const browser = await chromium.launch(found.found ? { executablePath: found.path } : {});
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));

  await page.goto(pathToFileURL(file).href);
  const status = page.getByRole('status');
  await expect(page.getByRole('heading')).toHaveText('Waves & <b>');
  await expect(status).toHaveText(/^Seed 42: 16 faces, \d+ ms each$/);
  const pictures = () =>
    page.locator('canvas').evaluateAll((all) => all.map((one) => (one as HTMLCanvasElement).toDataURL()));
  const first = await pictures();
  expect(new Set(first).size).toBe(16);

  await page.getByRole('button', { name: 'New faces' }).click();
  await expect(status).toHaveText(/16 faces/);
  await expect(status).not.toHaveText(/^Seed 42:/);
  expect((await pictures()).some((picture) => first.includes(picture))).toBe(false);
  await page.getByRole('spinbutton', { name: 'Seed' }).fill('42');
  await page.getByRole('button', { name: 'Draw this seed' }).click();
  await expect(status).toHaveText(/^Seed 42: 16 faces/);
  expect(await pictures()).toEqual(first);

  expect(asked).toEqual([pathToFileURL(file).href]);
  expect(complaints).toEqual([]);
  await page.screenshot({ path: test.info().outputPath('page.png') });
  await browser.close();
  await rm(dir, { recursive: true });
});
