import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import {
  app,
  BrowserWindow,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  type MessageBoxOptions,
  MessageChannelMain,
  Notification,
  nativeImage,
  type OpenDialogOptions,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  session,
  shell,
  utilityProcess,
  type WebContents,
} from 'electron';
import { StudioError } from '../contract/errors.ts';
import type { DraggedPicture } from '../contract/system/bridge.ts';
import { bridgeChannel } from '../contract/system/bridge-channels.ts';
import { hasDisplay } from '../contract/system/display.ts';
import { startedFileVariable } from '../contract/system/started-file.ts';
import { defaultLibraryDir } from '../studio/library/default-dir.ts';
import { libraryPaths } from '../studio/library/paths.ts';
import { openStudio } from '../studio/studio.ts';
import { aboutPanel, showAbout } from './about.ts';
import { createPageHandler, listPages, pageSchemePrivileges } from './app-protocol.ts';
import { askWhileTraining } from './ask-while-training.ts';
import { builtFiles } from './built-files.ts';
import { goneBox, type LibraryChoiceDeps, openChosenLibrary, rememberLibrary } from './choose-library.ts';
import { openDesktopLog } from './desktop-log.ts';
import { openDesktopMemory } from './desktop-state.ts';
import { createDialogs, libraryDialog } from './dialogs.ts';
import { dragOut, removeDragged } from './drag-out.ts';
import { gpuWindowOpener } from './gpu-window.ts';
import { registerBridge } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { noticeOfJob, noticeOfRun } from './notices.ts';
import { givenLibrary, OpenedPaths, pathsOfArguments } from './opened-paths.ts';
import { pageScheme } from './page-origin.ts';
import { QuitGuard } from './quit-guard.ts';
import { relaunchOptions } from './relaunch.ts';
import { denyPermissions, guardContents } from './security.ts';
import { servePort } from './serve-port.ts';
import { endWithSession, endWithWindowsSession } from './session-end.ts';
import { noticeShower } from './show-notices.ts';
import { stayAwake } from './stay-awake.ts';
import { type UtilityHost, utilityCompute } from './utility-compute.ts';
import { openWindow, rememberWindow, showWindow } from './window.ts';
import { WorkProgress } from './work-progress.ts';

/** Entry of the desktop program: the steps of its start, in order. */

/** As in electron-builder.yml, which writes it into the shortcut of the start menu. */
const appId = 'org.faceloom.studio';

const logFile = path.join(app.getPath('logs'), 'faceloom.log');
const log = openDesktopLog(logFile, app.isPackaged);
/** Where copies of pictures that are being dragged out lie. */
const dragParent = app.getPath('temp');

/** Does one step of the start and notes how long it took. */
async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  log.info('start', { step: name, ms: Math.round(performance.now() - startedAt) });
  return result;
}

async function start(): Promise<void> {
  if (!hasDisplay(process.platform, process.env)) {
    // Nothing of Electron's that tells people something works without one.
    process.stderr.write('There is no display for the window of Faceloom: start it from a desktop.\n');
    return app.exit(1);
  }
  let window: BrowserWindow | undefined;
  /** Shows the window, and opens it where it was closed, as on macOS. */
  let bringUp: () => void = () => undefined;
  const opened = new OpenedPaths();

  await step('close the sandbox', () => {
    // Windows shows notifications of programs whose id is that of their shortcut (electronjs.org/docs/tutorial/notifications).
    if (process.platform === 'win32') app.setAppUserModelId(appId);
    // Dumps of crashes stay in the folder of the program's own data and are never sent.
    crashReporter.start({ uploadToServer: false });
    protocol.registerSchemesAsPrivileged([pageSchemePrivileges]);
    app.enableSandbox();
    app.on('web-contents-created', (_event, contents) =>
      guardContents(contents, (url) => void shell.openExternal(url)),
    );
    // macOS tells of files by an event, which comes before `ready` for those that start the program; other systems by
    // arguments (electronjs.org/docs/api/app).
    app.on('open-file', (event, file) => {
      event.preventDefault();
      opened.add([file]);
      bringUp();
    });
    opened.add(pathsOfArguments(process.argv, { isPackaged: app.isPackaged, cwd: process.cwd() }));
  });

  const isFirst = await step('claim the single instance', () => app.requestSingleInstanceLock());
  if (!isFirst) return app.quit();
  app.on('second-instance', (_event, argv, cwd) => {
    opened.add(pathsOfArguments(argv, { isPackaged: app.isPackaged, cwd }));
    bringUp();
  });

  await step('wait for Electron', () => app.whenReady());
  // Whoever started the program may take an end before this for an Electron that cannot start.
  const startedFile = process.env[startedFileVariable];
  if (startedFile) await writeFile(startedFile, '');

  await step('tidy up', () => removeDragged(dragParent));
  const memory = await step('recall the last time', () =>
    openDesktopMemory(path.join(app.getPath('userData'), 'desktop-state.json'), log.child('memory')),
  );

  const showOpenDialog = (options: OpenDialogOptions) =>
    window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options);
  const libraries: LibraryChoiceDeps = {
    given: givenLibrary(app.commandLine.getSwitchValue('library')),
    usual: defaultLibraryDir(),
    memory,
    isLibrary: (dir: string) => existsSync(libraryPaths(dir).database),
    ask: (options: MessageBoxOptions) => dialog.showMessageBox(options),
    chooseFolder: async () => (await showOpenDialog(libraryDialog)).filePaths[0],
  };
  const computeHost: UtilityHost = {
    fork: (...task) => utilityProcess.fork(...task),
    kill: (pid) => process.kill(pid, 'SIGKILL'),
    openGpuWindow: gpuWindowOpener({ BrowserWindow, MessageChannelMain }, builtFiles.gpuPreload),
  };
  const launchCompute = utilityCompute(builtFiles.compute, computeHost, log.child('compute'));
  const library = await step('open the library', () =>
    openChosenLibrary(libraries, (libraryDir) =>
      openStudio({
        ...{ libraryDir, launchCompute, host: 'desktop', version: app.getVersion() },
        programDir: app.getAppPath(),
        ...{ engineCache: path.join(app.getPath('userData'), 'engines'), log: log.child('studio') },
      }),
    ),
  );
  if (library === undefined) return app.exit(0);
  const { studio } = library;
  const client = createRouterClient(studio.router);

  const progress = new WorkProgress(() => studio.isTraining());
  const unfollow = await step('follow the work', () => {
    const keepAwake = stayAwake(() => studio.isWorking(), powerSaveBlocker);
    const tell = noticeShower({
      isSupported: () => Notification.isSupported(),
      isInFront: () => window?.isFocused() ?? false,
      bringToFront: () => bringUp(),
      create: (notice) => new Notification(notice),
    });
    const unfollowJobs = studio.onJob((job) => {
      keepAwake();
      progress.update(job);
      tell(noticeOfJob(job));
    });
    const unfollowRuns = studio.onRunNews((news) => tell(noticeOfRun(news)));
    return () => {
      unfollowJobs();
      unfollowRuns();
    };
  });

  /** The library that is opened when this one is closed; the program starts anew for it. */
  let nextLibrary: string | undefined;
  const sessionEnd = await step('guard the way out', () => {
    const guard = new QuitGuard({
      isTraining: () => studio.isTraining(),
      async ask() {
        const answer = await askWhileTraining((options) => dialog.showMessageBox(options));
        if (answer === 'keep-training') nextLibrary = undefined;
        return answer;
      },
      async closeStudio() {
        // A run that is paused by this is not news.
        unfollow();
        if (window !== undefined) await rememberWindow(window, memory);
        if (nextLibrary !== undefined) await rememberLibrary(memory, nextLibrary);
        await studio.close();
        await removeDragged(dragParent);
      },
      exit() {
        if (nextLibrary !== undefined)
          app.relaunch(relaunchOptions(process.argv, app.isPackaged, process.env));
        app.exit(0);
      },
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
    protocol.handle(pageScheme, createPageHandler(await listPages(builtFiles), studio.media));
  });

  const otherLibraries = () => (memory.state.recentLibraries ?? []).filter((dir) => dir !== library.dir);
  const openLibrary = async (wanted: string | undefined) => {
    const dir = wanted ?? (await libraries.chooseFolder());
    if (dir === undefined || dir === library.dir) return;
    if (otherLibraries().includes(dir) && !libraries.isLibrary(dir)) {
      await libraries.ask(goneBox(dir));
      return;
    }
    nextLibrary = dir;
    app.quit();
  };

  await step('answer the page', () => {
    const connect = (frame: Electron.WebFrameMain, nonce: string) => {
      const { port1, port2 } = new MessageChannelMain();
      servePort(port1, studio.router);
      frame.postMessage(bridgeChannel.port, nonce, [port2]);
    };
    const services = {
      connect,
      ...createDialogs(showOpenDialog, memory),
      showInFolder: (file: string) => shell.showItemInFolder(file),
      dragOut: (contents: WebContents, pictures: readonly DraggedPicture[]) =>
        dragOut(contents, pictures, { media: studio.media, parent: dragParent, iconOf: dragIcon }),
      recentLibraries: otherLibraries,
      openLibrary,
      takeOpenPaths(contents: WebContents) {
        opened.setTaker((paths) => contents.send(bridgeChannel.openPaths, paths));
        contents.once('destroyed', () => opened.setTaker(undefined));
      },
    };
    registerBridge(ipcMain, services, log.child('bridge'));
  });

  await step('set the menu', () => {
    const send = (commandId: string) => window?.webContents.send(bridgeChannel.command, commandId);
    app.setAboutPanelOptions(aboutPanel(app.getVersion(), process.versions));
    const menu = menuTemplate(process.platform, send, {
      recentLibraries: otherLibraries(),
      openLibrary: (dir) => void openLibrary(dir),
      showLog: () => shell.showItemInFolder(logFile),
      async showAbout() {
        const { engines } = await client.system.info();
        const about = { version: app.getVersion(), versions: process.versions, engines };
        const licencesFile = path.join(process.resourcesPath, 'LICENCES.txt');
        await showAbout(about, { licencesFile, shell, show: (options) => dialog.showMessageBox(options) });
      },
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  });

  const { theme } = await client.system.settings({});
  await step('open the window', () => {
    const open = () => {
      const opening = openWindow(builtFiles.preload, memory, theme);
      window = opening;
      progress.showOn(opening);
      endWithWindowsSession(opening, sessionEnd);
      opening.on('close', (event) => {
        // Elsewhere closing the window means to quit, which may be answered with no.
        if (process.platform === 'darwin') return;
        event.preventDefault();
        app.quit();
      });
      opening.on('closed', () => {
        window = undefined;
        progress.showOn(undefined);
      });
    };
    bringUp = () => (window ? showWindow(window) : open());
    bringUp();
    app.on('activate', () => bringUp());
    // On macOS the studio stays; elsewhere the window's close has asked already.
    app.on('window-all-closed', () => process.platform !== 'darwin' && app.quit());
  });
}

const dragIcon = (file: string) => nativeImage.createFromPath(file).resize({ width: 96 });

start().catch((error: unknown) => {
  log.error('the start failed', { error });
  const isKnown = error instanceof StudioError;
  dialog.showErrorBox(
    isKnown ? error.message : 'Faceloom could not start',
    isKnown ? error.data.next : 'Start it again. If that does not help, look into faceloom.log.',
  );
  app.exit(1);
});
