import type { ForkOptions, UtilityProcess } from 'electron';
import { type GpuWindowMessage, WantsGpuWindow } from '../protocol/gpu-window.ts';
import type { Logger } from '../studio/base/log.ts';
import type { ComputeLauncher } from '../studio/compute-process/compute-launcher.ts';
import { readExitStatus } from '../studio/compute-process/exit-status.ts';
import { ProcessWatch } from '../studio/compute-process/process-watch.ts';
import type { GpuWindow } from './gpu-window.ts';
import { updateGuard } from './update-guard.ts';

/** `utilityProcess.fork`, and the way to end a process that no longer listens. */
export interface UtilityHost {
  fork(entry: string, args: string[], options: ForkOptions): UtilityProcess;
  kill(pid: number): void;
  /** For a process that needs WebGPU; says why the window is gone before it was closed. */
  openGpuWindow(onGone: (reason: string) => void): GpuWindow;
}

/**
 * Starts compute processes with Electron's utilityProcess, which works where its binary cannot run as Node (fuse
 * `runAsNode`). What is relied on, with its place in Electron's source:
 * - messages that are sent before the process is there wait in its pipe, those after its end do nothing
 *   (shell/browser/api/electron_api_utility_process.cc, `PostMessage`);
 * - `env` takes the place of the whole environment, so it is added to that of this process (same file, `WithEnvironment`);
 * - `pid` is absent until `spawn` and after `exit`; `exit` gives what waitpid or GetExitCodeProcess said, which
 *   `readExitStatus` reads (docs/api/utility-process.md);
 * - standard input can only be ignored (lib/browser/api/utility-process.ts).
 */
export function utilityCompute(
  entry: string,
  host: UtilityHost,
  log: Logger,
  assertUnchanged = updateGuard(process.execPath),
): ComputeLauncher {
  return (env) => {
    assertUnchanged();
    const child = host.fork(entry, [], {
      serviceName: 'Faceloom compute',
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    // utilityProcess.kill() asks politely (SIGTERM); a process deep inside TensorFlow does not hear it.
    let isOver = false;
    child.once('exit', () => {
      isOver = true;
    });
    const kill = () => {
      if (child.pid !== undefined) host.kill(child.pid);
      else if (!isOver) child.once('spawn', kill);
    };
    const watch = new ProcessWatch(log, kill);
    child.stderr?.on('data', (bytes: Buffer) => watch.note(bytes.toString('utf8')));
    let gpuWindow: GpuWindow | undefined;
    const tell = (message: GpuWindowMessage, ports?: [GpuWindow['port']]) =>
      child.postMessage(message, ports);
    const openGpuWindow = () => {
      if (gpuWindow !== undefined || isOver) return;
      const onGone = (reason: string) => tell({ type: 'gpu-window-gone', reason: reason.slice(0, 1000) });
      try {
        gpuWindow = host.openGpuWindow(onGone);
      } catch (error) {
        log.warn('the window for the graphics card could not be opened', { error });
        const why = error instanceof Error ? error.message : String(error);
        onGone(`The window that reaches the graphics card could not be opened: ${why}`);
        return;
      }
      tell({ type: 'gpu-window' }, [gpuWindow.port]);
    };
    child.once('exit', () => gpuWindow?.close());
    child.on('error', (type, location) => watch.note(`${type} at ${location}\n`));
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) =>
        void child.on('message', (raw: unknown) => {
          if (WantsGpuWindow.safeParse(raw).success) openGpuWindow();
          else watch.receive(raw, listener);
        }),
      onExit(listener) {
        child.once('exit', (status) => listener(watch.exit(readExitStatus(status))));
      },
      kill,
    };
  };
}
