import { type Browser, chromium } from '@playwright/test';
import { findBrowser } from '../../main/setup/find-browser.ts';
import { DatasetsPage } from '../pages/datasets-page.ts';
import { type HostFinding, type OpenHost, windowSizes } from './host.ts';
import { startServer } from './run-cli.ts';

/** The studio served to Chromium by `faceloom serve`. */
export async function findBrowserHost(): Promise<HostFinding> {
  const found = await findBrowser();
  if (!found.found) return { reason: `${found.reason} ${found.next}` };
  const browser = await chromium.launch({ executablePath: found.path });
  return { open: (libraryDir) => openInBrowser(browser, libraryDir), close: () => browser.close() };
}

async function openInBrowser(browser: Browser, libraryDir: string): ReturnType<OpenHost> {
  const server = await startServer(libraryDir);
  const context = await browser.newContext({ viewport: windowSizes.usual, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(server.url);
  return {
    page,
    pid: server.pid,
    importFolder: (dir) => new DatasetsPage(page).importTypedPath(dir),
    async exportFile(press) {
      const [download] = await Promise.all([page.waitForEvent('download'), press()]);
      return download.path();
    },
    async close() {
      await context.close();
      await server.stop();
    },
  };
}
