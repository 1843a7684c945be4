import { rm } from 'node:fs/promises';
import { type ElectronApplication, _electron as electron } from '@playwright/test';
import { findElectron } from '../../main/setup/electron/find-electron.ts';
import type { HostFinding, OpenHost } from './host.ts';
import { makeProfile } from './make-profile.ts';
import { rootDir } from './run-cli.ts';
import { withDialogs } from './with-dialogs.ts';

/** The studio in its own Electron window. */
export function findDesktopHost(): HostFinding {
  const found = findElectron();
  if (!found.found) return { reason: `${found.reason} ${found.next}` };
  if (!found.hasDisplay)
    return { reason: 'There is no display to open a window on. Run this under xvfb-run.' };
  return { open: (libraryDir) => openOnDesktop(found.path, libraryDir), close: async () => undefined };
}

async function openOnDesktop(executablePath: string, libraryDir: string): ReturnType<OpenHost> {
  const profileDir = await makeProfile();
  const app = await electron.launch({
    executablePath,
    cwd: rootDir,
    args: [
      rootDir,
      `--library=${libraryDir}`,
      `--user-data-dir=${profileDir}`,
      // Chromium's own sandbox refuses to run as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  const page = await app.firstWindow();
  const { pid } = app.process();
  if (pid === undefined) throw new Error('Electron has no process.');
  return {
    page,
    pid,
    ...withDialogs(page, profileDir, (dir) => answerDialogs(app, dir)),
    async close() {
      // A training would be asked about; the person of these tests always says yes.
      await app.evaluate(({ dialog }) => {
        dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
      });
      await app.close();
      await rm(profileDir, { recursive: true, force: true });
    },
  };
}

/** From now on the system's dialogs answer with this folder. */
async function answerDialogs(app: ElectronApplication, dir: string): Promise<void> {
  await app.evaluate(({ dialog, session }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    // Electron asks where to keep what the page makes, unless it is told (docs/api/download-item.md, setSavePath).
    session.defaultSession.removeAllListeners('will-download');
    session.defaultSession.on('will-download', (_event, item) => {
      // Hidden until it is whole, as what the program writes itself.
      const name = item.getFilename();
      item.setSavePath(`${chosen}/.${name}`);
      item.once('done', () =>
        process.getBuiltinModule('node:fs').renameSync(`${chosen}/.${name}`, `${chosen}/${name}`),
      );
    });
  }, dir);
}
