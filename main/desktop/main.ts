import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { StudioError } from '../contract/errors.ts';
import { bridgeChannel } from '../contract/system/bridge-channels.ts';
import { startedFileVariable } from '../contract/system/started-file.ts';
import { defaultLibraryDir } from '../studio/library/default-dir.ts';
import { openStudio } from '../studio/studio.ts';
import { createPageHandler, listPageFiles, pageSchemePrivileges } from './app-protocol.ts';
import { askWhileTraining } from './ask-while-training.ts';
import { openDesktopLog } from './desktop-log.ts';
import { openDesktopMemory } from './desktop-state.ts';
import { createDialogs } from './dialogs.ts';
import { registerBridge } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { noticeOfJob, noticeOfRun } from './notices.ts';
import { pageScheme } from './page-origin.ts';
import { QuitGuard } from './quit-guard.ts';
import { denyPermissions, guardContents } from './security.ts';
import { servePort } from './serve-port.ts';
import { endWithSession, endWithWindowsSession } from './session-end.ts';
import { noticeShower } from './show-notices.ts';
import { stayAwake } from './stay-awake.ts';
import { utilityCompute } from './utility-compute.ts';
import { openWindow, rememberWindow, showWindow } from './window.ts';
import { showProgress, WorkProgress } from './work-progress.ts';

/** Entry of the desktop program: the steps of its start, in order. */

const dist = path.join(import.meta.dirname, '..');
const pageDir = path.join(dist, 'renderer');
const preloadFile = path.join(dist, 'preload', 'preload.cjs');
const computeEntry = path.join(dist, 'compute', 'main.js');

/** As in electron-builder.yml, which writes it into the shortcut of the start menu. */
const appId = 'org.faceloom.studio';

const log = openDesktopLog(path.join(app.getPath('logs'), 'faceloom.log'), app.isPackaged);

/** Does one step of the start and notes how long it took. */
async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  log.info('start', { step: name, ms: Math.round(performance.now() - startedAt) });
  return result;
}

async function start(): Promise<void> {
  let window: BrowserWindow | undefined;

  await step('close the sandbox', () => {
    // Windows shows notifications of programs whose id is that of their shortcut (electronjs.org/docs/tutorial/notifications).
    if (process.platform === 'win32') app.setAppUserModelId(appId);
    protocol.registerSchemesAsPrivileged([pageSchemePrivileges]);
    app.enableSandbox();
    app.on('web-contents-created', (_event, contents) =>
      guardContents(contents, (url) => void shell.openExternal(url)),
    );
  });

  const isFirst = await step('claim the single instance', () => app.requestSingleInstanceLock());
  if (!isFirst) return app.quit();
  app.on('second-instance', () => window && showWindow(window));

  await step('wait for Electron', () => app.whenReady());
  // Whoever started the program may take an end before this for an Electron that cannot start.
  const startedFile = process.env[startedFileVariable];
  if (startedFile) await writeFile(startedFile, '');

  const studio = await step('open the library', () =>
    openStudio({
      libraryDir: app.commandLine.getSwitchValue('library') || defaultLibraryDir(),
      host: 'desktop',
      version: app.getVersion(),
      launchCompute: utilityCompute(
        computeEntry,
        { fork: (...task) => utilityProcess.fork(...task), kill: (pid) => process.kill(pid, 'SIGKILL') },
        log.child('compute'),
      ),
      engineCache: path.join(app.getPath('userData'), 'engines'),
      log: log.child('studio'),
    }),
  );

  const memory = await step('recall the last window', () =>
    openDesktopMemory(path.join(app.getPath('userData'), 'desktop-state.json'), log.child('memory')),
  );

  const progress = new WorkProgress(() => studio.isTraining());
  let showWork: (() => void) | undefined;
  const unfollow = await step('follow the work', () => {
    const keepAwake = stayAwake(() => studio.isWorking(), powerSaveBlocker);
    const tell = noticeShower({
      isSupported: () => Notification.isSupported(),
      isInFront: () => window?.isFocused() ?? false,
      bringToFront: () => window && showWindow(window),
      create: (notice) => new Notification(notice),
    });
    const unfollowJobs = studio.onJob((job) => {
      keepAwake();
      progress.update(job);
      showWork?.();
      tell(noticeOfJob(job));
    });
    const unfollowRuns = studio.onRunNews((news) => tell(noticeOfRun(news)));
    return () => {
      unfollowJobs();
      unfollowRuns();
    };
  });

  const sessionEnd = await step('guard the way out', () => {
    const guard = new QuitGuard({
      isTraining: () => studio.isTraining(),
      ask: () => askWhileTraining((options) => dialog.showMessageBox(options)),
      async closeStudio() {
        // A run that is paused by this is no news.
        unfollow();
        if (window !== undefined) await rememberWindow(window, memory);
        await studio.close();
      },
      exit: () => app.exit(0),
    });
    const quietly = (closing: Promise<void>) =>
      void closing.catch((error: unknown) => log.error('the studio did not close cleanly', { error }));
    app.on('before-quit', (event) => quietly(guard.request(event)));
    const ending = { isTraining: () => studio.isTraining(), end: () => quietly(guard.end()) };
    endWithSession(process, powerMonitor, ending);
    return ending;
  });

  await step('serve the page', async () => {
    denyPermissions(session.defaultSession);
    protocol.handle(pageScheme, createPageHandler(await listPageFiles(pageDir), studio.media));
  });

  await step('answer the page', () => {
    const dialogs = createDialogs(
      (options) => (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options)),
      memory,
    );
    const connect = (frame: Electron.WebFrameMain, nonce: string) => {
      const { port1, port2 } = new MessageChannelMain();
      servePort(port1, studio.router);
      frame.postMessage(bridgeChannel.port, nonce, [port2]);
    };
    registerBridge(ipcMain, { connect, ...dialogs }, log.child('bridge'));
  });

  await step('set the menu', () => {
    const send = (commandId: string) => window?.webContents.send(bridgeChannel.command, commandId);
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, send)));
  });

  await step('open the window', () => {
    const open = () => {
      window = openWindow(preloadFile, memory);
      showWork = showProgress(window, progress);
      showWork();
      endWithWindowsSession(window, sessionEnd);
      window.on('close', (event) => {
        // Elsewhere closing the window means to quit, which may be answered with no.
        if (process.platform === 'darwin') return;
        event.preventDefault();
        app.quit();
      });
      window.on('closed', () => {
        window = undefined;
        showWork = undefined;
      });
    };
    open();
    app.on('activate', () => (window ? showWindow(window) : open()));
    // On macOS the studio stays; elsewhere the window's close has asked already.
    app.on('window-all-closed', () => process.platform !== 'darwin' && app.quit());
  });
}

start().catch((error: unknown) => {
  log.error('the start failed', { error });
  const isKnown = error instanceof StudioError;
  dialog.showErrorBox(
    isKnown ? error.message : 'Faceloom could not start',
    isKnown ? error.data.next : 'Start it again. If that does not help, look into faceloom.log.',
  );
  app.exit(1);
});
