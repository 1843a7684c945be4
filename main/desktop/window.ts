import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Settings } from '../contract/system/system.ts';
import { type DesktopMemory, zoomRange } from './desktop-state.ts';
import { pageUrl } from './page-origin.ts';
import { webPreferences } from './web-preferences.ts';
import { arrangementOf, clamp, fitToDisplays, leastSize, usualSize } from './window-bounds.ts';

/** Opens the studio's window where it was left. */
export function openWindow(
  preloadFile: string,
  memory: DesktopMemory,
  theme: Settings['theme'],
): BrowserWindow {
  const displays = screen.getAllDisplays();
  const kept = memory.state.windows?.[arrangementOf(displays)];
  const isDark = theme === 'system' ? nativeTheme.shouldUseDarkColors : theme === 'dark';
  const workAreas = displays.map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...usualSize,
    ...(kept && fitToDisplays(kept.bounds, workAreas)),
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    title: 'Faceloom',
    // The page's own ground (--fl-desk), so that nothing flashes while it loads.
    backgroundColor: isDark ? '#131417' : '#f3f3f5',
    show: false,
    webPreferences: webPreferences(preloadFile),
  });
  if (kept?.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  // A page has no zoom of its own before it is loaded.
  if (kept)
    window.webContents.once('did-finish-load', () => window.webContents.setZoomFactor(kept.zoomFactor));
  window.on('close', () => void rememberWindow(window, memory));
  void window.loadURL(pageUrl);
  return window;
}

/** Keeps where a window is for the next start. */
export function rememberWindow(window: BrowserWindow, memory: DesktopMemory): Promise<void> {
  const place = {
    bounds: window.getNormalBounds(),
    isMaximized: window.isMaximized(),
    zoomFactor: clamp(window.webContents.getZoomFactor(), zoomRange.least, zoomRange.most),
  };
  const arrangement = arrangementOf(screen.getAllDisplays());
  return memory.remember({ windows: { ...memory.state.windows, [arrangement]: place } });
}

/** Brings a window to the front, also from the task bar. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
