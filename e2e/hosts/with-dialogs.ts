import { mkdtemp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Download, expect, type Page } from '@playwright/test';
import { DatasetsPage } from '../pages/datasets-page.ts';
import type { OpenStudio } from './host.ts';

/**
 * How files go in and out of a desktop program: through the system's dialogs, which `answerDialogs` makes answer with a
 * folder from now on. Exports go to folders in `profileDir`.
 */
export function withDialogs(
  page: Page,
  profileDir: string,
  answerDialogs: (dir: string) => Promise<void>,
): Pick<OpenStudio, 'importFolder' | 'exportFile'> {
  return {
    async importFolder(dir) {
      await answerDialogs(dir);
      await new DatasetsPage(page).press('Import folder…');
    },
    async exportFile(press) {
      const dir = await mkdtemp(path.join(profileDir, 'export-'));
      await answerDialogs(dir);
      // What the page makes itself is a download, where the stand-in's Chromium takes the place of Electron's question.
      const downloads: Download[] = [];
      page.once('download', (download) => downloads.push(download));
      await press();
      // Hidden is what is still being written.
      const written = async () => (await readdir(dir)).filter((name) => !name.startsWith('.'));
      await expect.poll(async () => (await written()).length + downloads.length).toBeGreaterThan(0);
      const [download] = downloads;
      if (download !== undefined) return download.path();
      const [name = ''] = await written();
      return path.join(dir, name);
    },
  };
}
