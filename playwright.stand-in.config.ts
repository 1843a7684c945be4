import { defineConfig } from '@playwright/test';
import type { StudioOptions } from './e2e/fixtures.ts';
import base from './playwright.config.ts';

/** Every spec on the built desktop program over the stand-in for Electron; `npm test` runs a few of them. */
export default defineConfig<StudioOptions>({
  ...base,
  outputDir: 'test-results/stand-in',
  reporter: [['list']],
  projects: [{ name: 'stand-in', testDir: 'e2e/specs', use: { hostName: 'desktop', electron: 'stand-in' } }],
});
