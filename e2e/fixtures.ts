import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { findBrowserHost } from './hosts/browser-host.ts';
import { findDesktopHost } from './hosts/desktop-host.ts';
import type { HostFinding, OpenStudio } from './hosts/host.ts';
import { findStandInHost } from './hosts/stand-in-host.ts';
import { LibraryShelf, type Recipe } from './library/recipes.ts';
import { ComparePage } from './pages/compare-page.ts';
import { DatasetsPage } from './pages/datasets-page.ts';
import { ExplorePage } from './pages/explore-page.ts';
import { GalleryPage } from './pages/gallery-page.ts';
import { ModelsPage } from './pages/models-page.ts';
import { TrainPage } from './pages/train-page.ts';
import { watchProblems } from './problems.ts';

export { expect };

/** What projects and spec files choose. */
export interface StudioOptions {
  hostName: 'browser' | 'desktop';
  /** What the desktop program runs on. */
  electron: 'real' | 'stand-in';
}

interface WorkerFixtures extends StudioOptions {
  host: HostFinding;
  shelf: LibraryShelf;
}

interface TestFixtures {
  recipe: Recipe;
  libraryDir: string;
  /** The open studio; its page may not complain of anything while the test runs. */
  studio: OpenStudio;
  page: Page;
  datasets: DatasetsPage;
  train: TrainPage;
  explore: ExplorePage;
  models: ModelsPage;
  compare: ComparePage;
  gallery: GalleryPage;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  hostName: ['browser', { option: true, scope: 'worker' }],
  electron: ['real', { option: true, scope: 'worker' }],
  recipe: ['empty', { option: true }],

  host: [
    async ({ hostName, electron }, use) => {
      const findDesktop = { real: findDesktopHost, 'stand-in': findStandInHost }[electron];
      const host = await { browser: findBrowserHost, desktop: findDesktop }[hostName]();
      await use(host);
      if ('close' in host) await host.close();
    },
    { scope: 'worker' },
  ],
  shelf: [
    async ({ hostName: _ }, use) => {
      const shelf = await LibraryShelf.open();
      await use(shelf);
      await shelf.close();
    },
    { scope: 'worker' },
  ],

  libraryDir: async ({ shelf, recipe, host }, use, testInfo) => {
    testInfo.skip('reason' in host, 'reason' in host ? host.reason : '');
    const parent = await mkdtemp(path.join(tmpdir(), 'faceloom-e2e-'));
    const dir = path.join(parent, 'library');
    await shelf.copy(recipe, dir);
    await use(dir);
    await rm(parent, { recursive: true, force: true });
  },
  studio: async ({ host, libraryDir }, use, testInfo) => {
    if ('reason' in host) throw new Error(host.reason);
    const studio = await host.open(libraryDir);
    const problems = watchProblems(studio.page);
    await readyForKeys(studio.page);
    await use(studio);
    const log = path.join(libraryDir, 'faceloom.log');
    if (testInfo.errors.length > 0 && existsSync(log)) await testInfo.attach('faceloom.log', { path: log });
    await studio.close();
    expect(problems, 'complaints of the page').toEqual([]);
  },
  page: async ({ studio }, use) => use(studio.page),
  datasets: async ({ page }, use) => use(new DatasetsPage(page)),
  train: async ({ page }, use) => use(new TrainPage(page)),
  explore: async ({ page }, use) => use(new ExplorePage(page)),
  models: async ({ page }, use) => use(new ModelsPage(page)),
  compare: async ({ page }, use) => use(new ComparePage(page)),
  gallery: async ({ page }, use) => use(new GalleryPage(page)),
});

/** A key that is pressed before the window listens to it is lost: its listeners come after its first picture. */
async function readyForKeys(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).waitFor();
  await page.evaluate(() => new Promise<void>((done) => requestIdleCallback(() => done())));
}
