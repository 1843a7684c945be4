import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { gpuChannel } from '../../main/contract/system/gpu-channel.ts';
import { serveGpuPage } from './gpu-page-stand-in.ts';
import { type ElectronPort, electronPort } from './port-relay.ts';
import { forkUtility } from './utility-process.ts';

/**
 * As much of Electron as the desktop program touches while it starts, in plain Node. What the program hands over is
 * kept in `seen`, in the order in which it came. It stands in only where Electron's own binary cannot be had.
 */
export const seen: { name: string; value?: unknown }[] = [];
const see = (name: string, value?: unknown) => void seen.push({ name, value });

const dir = process.env['STAND_IN_DIR'] ?? '';
// Its windows are opened on no display; a test takes it away by an empty name.
process.env['DISPLAY'] ??= ':stand-in';
// Electron adds it to Node's process (docs/api/process.md).
Object.assign(process, { resourcesPath: dir });

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly commandLine = { getSwitchValue: () => process.env['STAND_IN_LIBRARY'] ?? join(dir, 'library') };
  getPath = () => dir;
  getAppPath = () => join(import.meta.dirname, '..', '..');
  getVersion = () => '0.0.0';
  getName = () => 'Faceloom';
  enableSandbox = () => see('enableSandbox');
  setAboutPanelOptions = (options: unknown) => see('about panel', options);
  relaunch = (options: unknown) => see('relaunch', options);
  requestSingleInstanceLock = () => true;
  whenReady = async () => see('ready');
  quit = () => this.emit('before-quit', { preventDefault: () => see('quit put off') });
  exit(code: number): void {
    see('exit', code);
    this.emit('stand-in:exit');
  }
}
export const app = new App();

class Contents extends EventEmitter {
  getZoomFactor = () => 1.25;
  setZoomFactor = (factor: number) => see('zoom', factor);
  send(channel: string, ...values: unknown[]): void {
    see('send', { channel, values });
    this.emit('stand-in:send', channel, values);
  }
  startDrag = (item: unknown) => see('drag', item);
  postMessage(channel: string, _message: unknown, [port]: ElectronPort[]): void {
    if (channel === gpuChannel && port !== undefined) serveGpuPage(port);
  }
}

class Window extends EventEmitter {
  readonly webContents = new Contents();
  readonly #name: string;
  #isDestroyed = false;
  constructor(options: { webPreferences: { backgroundThrottling?: boolean } }) {
    super();
    // The hidden window works unthrottled, and nothing is done in it.
    const isHidden = options.webPreferences.backgroundThrottling === false;
    this.#name = isHidden ? 'hidden ' : '';
    see(`${this.#name}window`, options);
    if (!isHidden) windows.push(this);
  }
  loadURL = async (url: string) => see(`${this.#name}load`, url);
  isDestroyed = () => this.#isDestroyed;
  destroy(): void {
    this.#isDestroyed = true;
    see(`${this.#name}closed`);
    this.emit('closed');
  }
  isMaximized = () => false;
  isFocused = () => false;
  isMinimized = () => false;
  show = () => see('show');
  focus = () => see('focus');
  setProgressBar = (share: number) => see('progress', share);
  getNormalBounds = () => ({ x: 10, y: 20, width: 1200, height: 800 });
}
export const windows: Window[] = [];
export { Window as BrowserWindow };

export const crashReporter = { start: (options: unknown) => see('crash reporter', options) };

export const nativeTheme = { shouldUseDarkColors: true };

export const nativeImage = {
  createFromPath: (file: string) => ({ resize: (size: object) => ({ file, ...size }) }),
};

let chosenDir: string | undefined;
/** From now on dialogs answer with this folder. */
export function answerDialogs(folder: string): void {
  chosenDir = folder;
}

export const dialog = {
  showOpenDialog: async () => ({
    canceled: chosenDir === undefined,
    filePaths: chosenDir ? [chosenDir] : [],
  }),
  /** Presses the button that the test names, else the first. */
  showMessageBox: async (options: { buttons?: string[] }) => {
    see('question', options);
    const wanted = options.buttons?.indexOf(process.env['STAND_IN_PRESS'] ?? '') ?? -1;
    return { response: Math.max(0, wanted) };
  },
  showErrorBox: (title: string, text: string) => see('error box', `${title}: ${text}`),
};

type Invoked = (event: unknown, ...values: unknown[]) => unknown;
const invoked = new Map<string, Invoked>();
export const ipcMain = Object.assign(new EventEmitter(), {
  handle(channel: string, listener: Invoked): void {
    see('handle', channel);
    invoked.set(channel, listener);
  },
  /** Asks as `ipcRenderer.invoke` does. */
  invoke: async (channel: string, ...values: [unknown, ...unknown[]]) => invoked.get(channel)?.(...values),
});

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (template: unknown) => see('menu', template),
};

/** Like Electron's: the port that stays in the main process gives its messages as events with `data`. */
export class MessageChannelMain {
  readonly port1: ElectronPort;
  readonly port2: MessagePort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = electronPort(port1);
    this.port2 = port2;
  }
}

type Handler = (request: Request) => Promise<Response>;
let answer: Handler | undefined;
/** Asks for an address as the window would. */
export function request(url: string): Promise<Response> {
  if (answer === undefined) throw new Error('The program answers no requests yet.');
  return answer(new Request(url));
}
export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown) => see('privileged', schemes),
  handle(scheme: string, handler: Handler): void {
    see('protocol', scheme);
    answer = handler;
  },
};

const denials = ['setPermissionRequestHandler', 'setPermissionCheckHandler', 'setDevicePermissionHandler'];
export const session = {
  defaultSession: Object.fromEntries(denials.map((name) => [name, () => see(name)])),
};

const display = { x: 0, y: 0, width: 1920, height: 1080 };
export const screen = {
  getAllDisplays: () => [{ bounds: display, workArea: display }],
};

export const powerMonitor = new EventEmitter();

export class Notification extends EventEmitter {
  readonly #notice: { title: string; body: string };
  static isSupported = () => true;
  constructor(notice: { title: string; body: string }) {
    super();
    this.#notice = notice;
  }
  show = () => see('notification', this.#notice);
}

export const powerSaveBlocker = {
  start(type: string): number {
    see('block sleep', type);
    return 0;
  },
  stop(id: number): boolean {
    see('let sleep', id);
    return true;
  },
};

export const shell = {
  openPath: async (file: string) => {
    see('open', file);
    return '';
  },
  openExternal: (url: string) => see('open outside', url),
  showItemInFolder: (file: string) => see('show in folder', file),
};

export const utilityProcess = {
  fork(...task: Parameters<typeof forkUtility>) {
    see('fork', task[0]);
    return forkUtility(...task);
  },
};
