import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { OverPort } from './port-relay.ts';

/**
 * `utilityProcess` over a plain child process. As Electron has it (docs/api/utility-process.md and
 * shell/browser/api/electron_api_utility_process.cc):
 * - `pid` is absent until `spawn` and after `exit`;
 * - messages before `spawn` wait in the pipe, and those after the end do nothing (`PostMessage`);
 * - `exit` gives what the process ended with, or the number of the signal that ended it; after `kill()`, SIGTERM and
 *   SIGKILL count as 0 (`HandleTermination`);
 * - ports come with messages. A plain child process takes none, so that what is said over them goes by its own line.
 */
export const forkUtility = (entry: string, args: readonly string[], options: ForkOptions) =>
  new UtilityProcess(entry, args, options);

interface ForkOptions {
  env?: NodeJS.ProcessEnv;
}

class UtilityProcess extends EventEmitter {
  pid: number | undefined;
  readonly #child: ChildProcess;
  readonly #ports: MessagePort[] = [];
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
    child.on('message', (message) => {
      const over = OverPort.safeParse(message).data;
      if (over === undefined) this.emit('message', message);
      else this.#ports[over['stand-in:port']].postMessage(over.said);
    });
    child.on('exit', (code, signal) => {
      this.pid = undefined;
      this.emit('exit', this.#exitOf(code, signal));
    });
  }

  get stderr() {
    return this.#child.stderr;
  }

  postMessage(message: object, ports: readonly MessagePort[] = []): void {
    const numbers = ports.map((port) => this.#relay(port));
    this.#send(ports.length === 0 ? message : { 'stand-in:ports': numbers, data: message });
  }

  /** Lets the process speak over a port, by its number. */
  #relay(port: MessagePort): number {
    const number = this.#ports.push(port) - 1;
    port.on('message', (said: unknown) => this.#send({ 'stand-in:port': number, said }));
    return number;
  }

  #send(message: object): void {
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
