import type { FromCompute, ToCompute } from '../../protocol/messages.ts';
import type { ComputeExit, ComputeProcess } from '../compute-process/compute-launcher.ts';
import { type ComputeProcesses, computeProcesses } from '../compute-process/compute-processes.ts';

/** Stands for a compute process: it remembers what is sent to it, and does what a test says. */
export class FakeProcess implements ComputeProcess {
  readonly pid = undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly sent: ToCompute[] = [];
  kills = 0;
  onKill: () => void = () => undefined;
  /** Hears of each message in a later turn, as a process would. */
  onReceive: (message: ToCompute) => void = () => undefined;
  #tell: (message: FromCompute) => void = () => undefined;
  #exit: (exit: ComputeExit) => void = () => undefined;

  constructor(environment: Readonly<Record<string, string>>) {
    this.environment = environment;
  }

  send(message: ToCompute): void {
    this.sent.push(message);
    setImmediate(() => this.onReceive(message));
  }

  onMessage(listener: (message: FromCompute) => void): void {
    this.#tell = listener;
  }

  onExit(listener: (exit: ComputeExit) => void): void {
    this.#exit = listener;
  }

  kill(): void {
    this.kills += 1;
    this.onKill();
    this.exit({ code: null, signal: 'SIGKILL' });
  }

  tell(message: FromCompute): void {
    this.#tell(message);
  }

  ready(): void {
    this.tell({ type: 'ready', engine: 'wasm', version: '0', threads: 1, passedOver: [] });
  }

  /** Ends as a task does that is done. */
  end(): void {
    this.tell({ type: 'ended', reason: 'done' });
    this.exit({ code: 0 });
  }

  exit(exit: Partial<ComputeExit>): void {
    this.#exit({ code: null, signal: null, errorTail: '', ...exit });
    this.#exit = () => undefined;
    this.#tell = () => undefined;
  }
}

/** Processes that `script` gives something to do. */
export function fakeCompute(script: (process: FakeProcess) => void = () => undefined): {
  compute: ComputeProcesses;
  /** Those that were started, oldest first. */
  processes: FakeProcess[];
} {
  const processes: FakeProcess[] = [];
  const compute = computeProcesses((environment) => {
    const process = new FakeProcess(environment);
    processes.push(process);
    script(process);
    return process;
  });
  return { compute, processes };
}

/** Lets everything happen that waits for nothing but its turn. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
