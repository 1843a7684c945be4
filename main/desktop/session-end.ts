import type { BrowserWindow, PowerMonitor } from 'electron';
import { endingSignals } from '../contract/system/ending-signals.ts';

interface SessionEndDeps {
  isTraining(): boolean;
  /** Saves, closes and exits. */
  end(): void;
}

type Preventable = { preventDefault(): void };

/**
 * Ends the program in time when the person logs out or the computer shuts down.
 *
 * Signals: Electron has handlers of its own, which quit once; Node's, set after `ready`, take their place, so that every
 * signal comes here (shell/browser/electron_browser_main_parts_posix.cc, `InstallShutdownSignalHandlers`).
 *
 * `shutdown`, on Linux and macOS, may be delayed until the program exits (electronjs.org/docs/api/power-monitor). On
 * Linux that is a delay lock of logind, which lasts 5 seconds unless its InhibitDelayMaxSec says more; on macOS the quit
 * that follows is left to the program (shell/browser/mac/electron_application.mm, `terminate`).
 *
 * A display server that goes away takes Electron with it at once (`ExitOnSessionLoss`): the last checkpoint remains.
 */
export function endWithSession(
  processes: Pick<NodeJS.Process, 'on'>,
  monitor: Pick<PowerMonitor, 'on'>,
  { isTraining, end }: SessionEndDeps,
): void {
  for (const signal of endingSignals) processes.on(signal, end);
  // The declaration of the listener lacks the event that the text beside it describes.
  const onShutdown = (event?: Preventable) => {
    if (isTraining()) event?.preventDefault();
    end();
  };
  monitor.on('shutdown', onShutdown);
}

/**
 * Windows asks its windows first, and waits for a program that says no for as long as the person does: that is the time
 * for a checkpoint. `session-end` follows; Electron ends the process when its listeners return, so what is not saved by
 * then is lost (shell/browser/native_window_views_win.cc, WM_ENDSESSION). `before-quit` is not emitted
 * (electronjs.org/docs/api/app).
 */
export function endWithWindowsSession(
  window: Pick<BrowserWindow, 'on'>,
  { isTraining, end }: SessionEndDeps,
): void {
  window.on('query-session-end', (event) => {
    if (isTraining()) event.preventDefault();
    end();
  });
  window.on('session-end', end);
}
