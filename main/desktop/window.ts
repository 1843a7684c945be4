import { BrowserWindow, screen } from 'electron';
import type { DesktopMemory } from './desktop-state.ts';
import { pageUrl } from './page-origin.ts';
import { fitToDisplays, leastSize, usualSize } from './window-bounds.ts';

/** Opens the studio's window where it was left. */
export function openWindow(preloadFile: string, memory: DesktopMemory): BrowserWindow {
  const kept = memory.state.window;
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...usualSize,
    ...(kept && fitToDisplays(kept.bounds, workAreas)),
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    title: 'Faceloom',
    // The page's own dark ground, so that nothing flashes while it loads.
    backgroundColor: '#16181d',
    show: false,
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  if (kept?.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => void rememberWindow(window, memory));
  void window.loadURL(pageUrl);
  return window;
}

/** Keeps where a window is for the next start. */
export function rememberWindow(window: BrowserWindow, memory: DesktopMemory): Promise<void> {
  return memory.remember({ window: { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() } });
}

/** Brings a window to the front, also from the task bar. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
