import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { StudioOptions } from './e2e/fixtures.ts';

/** Folder that pictures for the README are to be saved in; absent = none are made. */
const pictureDir = process.env['FACELOOM_SCREENSHOTS'];

// Timing every candidate for each of the small runs would take longer than the runs.
process.env['FACELOOM_ENGINE_CHOICE'] ??= 'first';
// Each test starts the program, and most a training: the first compiles their modules, or the unit tests did.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compiled-modules');

export default defineConfig<StudioOptions>({
  outputDir: 'test-results/e2e',
  // Half of the time of a test is waiting, for a page or a process: two at once take a sixth less time on two cores.
  workers: 2,
  forbidOnly: true,
  timeout: 300_000,
  // Generous: a step is compiled on the very cores that the page needs.
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: { screenshot: 'only-on-failure', actionTimeout: 60_000 },
  projects: [
    { name: 'shell', testDir: 'e2e/shell' },
    { name: 'packaged', testDir: 'e2e/packaged' },
    { name: 'browser', testDir: 'e2e/specs', use: { hostName: 'browser' } },
    { name: 'desktop', testDir: 'e2e/specs', use: { hostName: 'desktop' } },
    { name: 'electron', testDir: 'e2e/electron', use: { hostName: 'desktop' } },
    {
      // A few of them; npm run test:desktop runs every spec so.
      name: 'stand-in',
      testDir: 'e2e/specs',
      testMatch: ['import.spec.ts', 'help.spec.ts'],
      use: { hostName: 'desktop', electron: 'stand-in' },
    },
    ...(pictureDir ? [{ name: 'pictures', testDir: 'e2e/pictures', timeout: 15 * 60_000 }] : []),
  ],
});
