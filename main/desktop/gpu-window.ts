import type { BrowserWindow, MessageChannelMain, MessagePortMain } from 'electron';
import { gpuChannel } from '../contract/system/gpu-channel.ts';
import { gpuPageUrl } from './page-origin.ts';
import { webPreferences } from './web-preferences.ts';

/** A hidden window whose page has WebGPU. */
export interface GpuWindow {
  /** Its end of the line is handed to the compute process. */
  port: MessagePortMain;
  close(): void;
}

/** What of Electron opens it. */
export interface GpuWindowMakers {
  BrowserWindow: new (...options: ConstructorParameters<typeof BrowserWindow>) => HiddenWindow;
  MessageChannelMain: typeof MessageChannelMain;
}

type HiddenWindow = Pick<BrowserWindow, 'loadURL' | 'destroy' | 'isDestroyed' | 'on'> & {
  webContents: Pick<BrowserWindow['webContents'], 'on' | 'postMessage'>;
};

/**
 * Makes what opens a window for one compute process, which cannot load Dawn, and says once why it is gone before it was
 * closed. What is relied on:
 * - messages wait in a port until its other end is read, also while it is handed on (docs/tutorial/message-ports.md);
 * - a window that is never shown works as others do; without throttling its timers and its visibility stay
 *   (docs/api/structures/web-preferences.md, `backgroundThrottling`);
 * - `render-process-gone` comes for crashes, kills and memory that ran out (docs/api/web-contents.md).
 * The compute process notices a page that hangs: `unresponsive` follows input, which a hidden window never gets. When the
 * graphics process dies, the page stays, and says that its device is lost.
 */
export const gpuWindowOpener =
  (makers: GpuWindowMakers, preloadFile: string) =>
  (onGone: (reason: string) => void): GpuWindow =>
    openGpuWindow(makers, preloadFile, onGone);

function openGpuWindow(
  { BrowserWindow, MessageChannelMain }: GpuWindowMakers,
  preloadFile: string,
  onGone: (reason: string) => void,
): GpuWindow {
  const { port1, port2 } = new MessageChannelMain();
  const window = new BrowserWindow({
    show: false,
    title: 'Faceloom: graphics card',
    webPreferences: { ...webPreferences(preloadFile), backgroundThrottling: false },
  });
  let isOver = false;
  const close = () => {
    isOver = true;
    if (!window.isDestroyed()) window.destroy();
  };
  const end = (how: string) => {
    if (isOver) return;
    close();
    onGone(`The window that reaches the graphics card ${how}.`);
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => end(endings[reason] ?? 'crashed'));
  window.on('closed', () => end('was closed'));
  window.loadURL(gpuPageUrl).then(
    () => {
      if (!isOver) window.webContents.postMessage(gpuChannel, undefined, [port1]);
    },
    (error: Error) => end(`could not be loaded: ${error.message}`),
  );
  return { port: port2, close };
}

const endings: Readonly<Record<string, string>> = {
  killed: 'was killed by a person or by the system',
  oom: 'ran out of memory',
  'memory-eviction': 'ran out of memory',
  'launch-failed': 'could not be started',
  'integrity-failure': 'could not be started: its files were changed',
};
