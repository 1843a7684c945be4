import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtempDisposable, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractFile, getRawHeader } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { chromium, expect, test } from '@playwright/test';
import { startServer } from '../../main/server/server.ts';
import { usualBytes } from '../../main/setup/electron/fetch-electron.ts';
import { findBrowser } from '../../main/setup/find-browser.ts';
import { createLogger } from '../../main/studio/base/log.ts';
import { forkCompute } from '../../main/studio/compute-process/fork-compute.ts';
import { jobEnd, openTestStudio } from '../../main/studio/testing/open-test-studio.ts';
import { paintFolder } from '../library/recipes.ts';
import { DatasetsPage } from '../pages/datasets-page.ts';
import { walkToFirstTraining } from '../pages/first-minutes.ts';
import { GalleryPage } from '../pages/gallery-page.ts';
import { TrainPage } from '../pages/train-page.ts';
import { watchProblems } from '../problems.ts';
import { type MadePackage, makePackageOnce, whyNotHere } from './make-once.ts';
import { packedSize } from './packed-size.ts';

/** The package that people install, opened and used. */
const reason = whyNotHere();
test.skip(reason !== undefined, reason ?? '');
test.describe.configure({ mode: 'serial' });

let made: MadePackage;
test.beforeAll(async () => {
  test.setTimeout(10 * 60_000);
  made = await makePackageOnce();
});
test.afterAll(() => made?.remove());

/** A file of the archive with the hash that its header gives it. */
interface ArchivedFile {
  name: string;
  isUnpacked: boolean;
  hash: string | undefined;
}

function archivedFiles(archive: string): ArchivedFile[] {
  const found: ArchivedFile[] = [];
  const visit = (entry: object, name: string) => {
    if ('files' in entry && entry.files instanceof Object) {
      for (const [part, inner] of Object.entries(entry.files)) visit(inner, name ? `${name}/${part}` : part);
      return;
    }
    const { unpacked, integrity } = entry as { unpacked?: boolean; integrity?: { hash: string } };
    found.push({ name, isUnpacked: unpacked === true, hash: integrity?.hash });
  };
  visit(getRawHeader(archive).header, '');
  return found;
}

/** What may be in the archive: programs as they were built, and the kinds of files that they import or open. */
const allowed: readonly RegExp[] = [
  /^package\.json$/,
  /^dist\/(compute|desktop)\/main\.js$/,
  /^dist\/compute\/faces-page\/[\w-]+\.(js|css|html)$/,
  /^dist\/preload\/preload\.cjs$/,
  /^dist\/gpu-preload\/gpu-preload\.cjs$/,
  /^dist\/gpu-page\/(index\.html|assets\/[\w-]+\.js)$/,
  /^dist\/renderer\/(index\.html|assets\/[\w.-]+\.(js|css|svg|png|woff2))$/,
  /^node_modules\/.+\.(c?js|mjs|json)$/,
  /^node_modules\/@tensorflow\/tfjs-backend-wasm\/dist\/[\w-]+\.wasm$/,
  /^node_modules\/@tensorflow\/tfjs-node-gpu\/lib\/napi-v\d+\/tfjs_binding\.node$/,
  /^node_modules\/@vladmandic\/face-api\/model\/face_recognition_model\.bin$/,
  /^node_modules\/@vladmandic\/human\/models\/(blazeface|facemesh|faceres)\.bin$/,
  /^node_modules\/@img\/sharp-linux-x64\/lib\/[\w.-]+\.node$/,
  /^node_modules\/@img\/sharp-libvips-linux-x64\/lib\/libvips-cpp\.so[\d.]*$/,
];

/** Packages that only developers need, or that belong to other systems. */
const foreign =
  /node_modules\/(electron|typescript|vite|vitest|playwright|@playwright|@biomejs|@types|core-js|@img\/sharp-(darwin|win32|linuxmusl).*)\/|\/(test|tests|__tests__)\//;

test('its archive holds what is used, each file as its header says, and native code beside it', async () => {
  const archive = path.join(made.resourcesDir, 'app.asar');
  const files = archivedFiles(archive);
  expect(files.map(({ name }) => name).filter((name) => !allowed.some((one) => one.test(name)))).toEqual([]);
  expect(files.map(({ name }) => name).filter((name) => foreign.test(name))).toEqual([]);
  expect(files.filter(({ name }) => /\.test\.|\.map$|\.d\.[cm]?ts$/.test(name))).toEqual([]);

  const native = files.filter(({ name }) => /\.(node|wasm|so[\d.]*)$/.test(name));
  expect(native.length).toBeGreaterThanOrEqual(6);
  expect(native.filter(({ isUnpacked }) => !isUnpacked)).toEqual([]);
  for (const { name, isUnpacked, hash } of files) {
    const content = isUnpacked
      ? await readFile(path.join(made.resourcesDir, 'app.asar.unpacked', name))
      : extractFile(archive, name);
    expect({ name, hash: createHash('sha256').update(content).digest('hex') }).toEqual({ name, hash });
  }
});

test('beside it lie TensorFlow and the terms of everything that is shipped', async () => {
  expect((await readdir(made.resourcesDir)).sort()).toEqual([
    'LICENCES.txt',
    'app.asar',
    'app.asar.unpacked',
    'tensorflow',
  ]);
  const terms = await readFile(path.join(made.resourcesDir, 'LICENCES.txt'), 'utf8');
  const named = new Set([...terms.matchAll(/^={80}\n(\S+) /gm)].map(([, name]) => name));
  const shipped = archivedFiles(path.join(made.resourcesDir, 'app.asar'))
    .map(({ name }) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1])
    .filter((name) => name !== undefined);
  expect([...new Set(shipped)].filter((name) => !named.has(name))).toEqual([]);
  for (const name of ['react', '@mantine/core', 'chart.js', 'Inter', 'TensorFlow', 'faceloom'])
    expect(named, name).toContain(name);
  expect(terms).not.toMatch(/\/(home|root|Users)\//);
  for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html'])
    expect(existsSync(path.join(made.programDir, name)), name).toBe(true);
});

test('its fuses are set as electron-builder.yml says', async () => {
  const on = '1'.charCodeAt(0);
  const off = '0'.charCodeAt(0);
  expect(await getCurrentFuseWire(path.join(made.programDir, 'faceloom'))).toMatchObject({
    [FuseV1Options.RunAsNode]: off,
    [FuseV1Options.EnableCookieEncryption]: on,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
    [FuseV1Options.EnableNodeCliInspectArguments]: off,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
    [FuseV1Options.OnlyLoadAppFromAsar]: on,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
  });
});

test('its AppImage is within 350 MB', async () => {
  const ours = (await packedSize(made.programDir)) / 1e6;
  // Electron's own files are not here; its zip is packed by deflate too.
  expect(ours + usualBytes / 1e6).toBeLessThan(350);
  // A tenth above what packaging/README.md says: more means that something came along.
  expect(ours).toBeLessThan(220);
});

/** A job that has done its work; of one that has not, its error is shown. */
const done = expect.objectContaining({ state: 'done' });

/** A studio whose compute processes are the package's, with nothing of the checkout to fall back on. */
function openPackagedStudio() {
  const entry = path.join(made.unpackedDir, 'dist', 'compute', 'main.js');
  const launch = forkCompute(
    entry,
    createLogger(() => undefined),
  );
  return openTestStudio({
    launchCompute: (env) => launch({ ...env, NODE_PATH: '' }),
  });
}

for (const engine of ['tensorflow', 'wasm'] as const) {
  test(`its compute program finds faces, trains on ${engine} and exports`, async () => {
    await using temporary = await mkdtempDisposable(path.join(tmpdir(), 'faceloom-packaged-'));
    const dir = temporary.path;
    await paintFolder(path.join(dir, 'photos'), 24, 256);
    await using studio = await openPackagedStudio();
    const { client } = studio;
    const imported = await client.datasets.import({
      paths: [path.join(dir, 'photos')],
      name: 'Faces',
      faces: 'align',
    });
    expect(await jobEnd(client, imported.jobId)).toEqual(done);
    const [dataset] = await client.datasets.list();
    if (dataset === undefined) throw new Error('nothing was imported');
    expect(dataset.imageCount).toBeGreaterThan(0);
    const datasetId = dataset.id;
    const { runId, jobId } = await client.runs.start({ datasetId, preset: 'draft-32', engine, maxKimg: 0.1 });
    expect(await jobEnd(client, jobId)).toEqual(done);
    expect((await client.runs.get({ id: runId })).engine).toBe(engine);
    for (const format of ['onnx', 'html'] as const) {
      const directory = path.join(dir, format);
      const from = { kind: 'run', id: runId } as const;
      const exported = await client.models.export({ from, format, precision: 'fp32', directory });
      expect(await jobEnd(client, exported.jobId)).toEqual(done);
    }
  });
}

test('without its TensorFlow, or with a library that was cut, it says so and goes on', async () => {
  const library = path.join(made.resourcesDir, 'tensorflow', 'libtensorflow_cc.so.2');
  const aside = `${library}.aside`;
  const engines = async () => {
    await using studio = await openPackagedStudio();
    return (await studio.client.system.info()).engines;
  };
  await rename(library, aside);
  try {
    expect(await engines()).toContainEqual(
      expect.objectContaining({
        id: 'tensorflow',
        available: false,
        reason: 'The TensorFlow of this program cannot be loaded.',
      }),
    );
    expect(await engines()).toContainEqual(expect.objectContaining({ id: 'wasm', available: true }));
  } finally {
    await rename(aside, library);
  }
  // The original may be a second name of the library in the cache, so it is never written to.
  await rename(library, aside);
  try {
    await writeFile(library, Buffer.alloc(1e6), { mode: 0o755 });
    expect(await engines()).toContainEqual(expect.objectContaining({ id: 'tensorflow', available: false }));
  } finally {
    await rename(aside, library);
  }
});

test('its page leads a newcomer to the first training', async () => {
  // Drawing 2,000 faces takes minutes where others use the machine too.
  test.slow();
  const found = await findBrowser();
  test.skip(!found.found, found.found ? '' : `${found.reason} ${found.next}`);
  await using opened = await openPackagedStudio();
  const server = await startServer({
    studio: opened.studio,
    host: '127.0.0.1',
    port: 0,
    rendererDir: path.join(made.unpackedDir, 'dist', 'renderer'),
    log: createLogger(() => undefined),
  });
  const browser = await chromium.launch(found.found ? { executablePath: found.path } : {});
  const page = await browser.newPage();
  const problems = watchProblems(page);
  await page.goto(server.url);
  const [datasets, train, gallery] = [new DatasetsPage(page), new TrainPage(page), new GalleryPage(page)];
  await walkToFirstTraining({ page, datasets, train, gallery });
  expect(problems).toEqual([]);
  await browser.close();
  await server.close();
});
