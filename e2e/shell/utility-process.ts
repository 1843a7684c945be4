import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';

/**
 * `utilityProcess` over a plain child process. As Electron has it (docs/api/utility-process.md and
 * shell/browser/api/electron_api_utility_process.cc):
 * - `pid` is absent until `spawn` and after `exit`;
 * - messages before `spawn` wait in the pipe, and those after the end do nothing (`PostMessage`);
 * - `exit` gives what the process ended with, or the number of the signal that ended it; after `kill()`, SIGTERM and
 *   SIGKILL count as 0 (`HandleTermination`).
 */
export const forkUtility = (entry: string, args: readonly string[], options: ForkOptions) =>
  new UtilityProcess(entry, args, options);

interface ForkOptions {
  env?: NodeJS.ProcessEnv;
}

class UtilityProcess extends EventEmitter {
  pid: number | undefined;
  readonly #child: ChildProcess;
  #isKilled = false;

  constructor(entry: string, args: readonly string[], { env }: ForkOptions) {
    super();
    const child = fork(entry, args, {
      ...(env === undefined ? {} : { env }),
      execArgv: ['--import', parentPort],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    child.on('spawn', () => {
      this.pid = child.pid;
      this.emit('spawn');
    });
    child.on('message', (message) => this.emit('message', message));
    child.on('exit', (code, signal) => {
      this.pid = undefined;
      this.emit('exit', this.#exitOf(code, signal));
    });
  }

  get stderr() {
    return this.#child.stderr;
  }

  postMessage(message: object): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  kill(): boolean {
    this.#isKilled = this.pid !== undefined && this.#child.kill('SIGTERM');
    return this.#isKilled;
  }

  #exitOf(code: number | null, signal: NodeJS.Signals | null): number {
    if (signal === null) return code ?? 0;
    const isAsked = this.#isKilled && (signal === 'SIGTERM' || signal === 'SIGKILL');
    return isAsked ? 0 : constants.signals[signal];
  }
}

/** Gives the process the port that Electron would. */
const parentPort = new URL('utility-port.ts', import.meta.url).href;
