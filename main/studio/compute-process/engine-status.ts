import { type EngineCandidate, EngineId } from '../../contract/engines.ts';
import { StudioError } from '../../contract/errors.ts';
import type { EngineStatus } from '../../contract/system/system.ts';
import { computeEnvironment } from './compute-environment.ts';
import type { ComputeLauncher } from './compute-launcher.ts';

const titles: Record<EngineId, string> = { tensorflow: 'TensorFlow', wasm: 'WebAssembly' };

/** A probe that takes longer has hung. */
const probeTimeoutMs = 60_000;

/** Whatever proves engines. */
interface Candidates {
  list(threads: number, prove: 'no'): Promise<EngineCandidate[]>;
}

/** What each engine is on this machine; asked once, in a process of its own each, and remembered. */
export class Engines {
  readonly #launch: ComputeLauncher;
  readonly #proved: Candidates | undefined;
  #statuses: Promise<EngineStatus[]> | undefined;

  constructor(launch: ComputeLauncher, proved?: Candidates) {
    this.#proved = proved;
    this.#launch = launch;
  }

  statuses(): Promise<EngineStatus[]> {
    this.#statuses ??= Promise.all(EngineId.options.map((id) => this.#probe(id)));
    return this.#statuses;
  }

  /** Ways of running them, with what is known of each. */
  candidates(threads: number): Promise<EngineCandidate[]> {
    return this.#proved?.list(threads, 'no') ?? Promise.resolve([]);
  }

  /** The engine that `auto` stands for. */
  async default(): Promise<EngineId> {
    const statuses = await this.statuses();
    return statuses.find(({ available }) => available)?.id ?? 'wasm';
  }

  #probe(id: EngineId): Promise<EngineStatus> {
    return new Promise((resolve) => {
      const unavailable = (error: StudioError): EngineStatus => ({
        id,
        title: titles[id],
        available: false,
        reason: error.message,
        next: error.data.next,
      });
      const child = this.#launch(computeEnvironment(0));
      const timeout = setTimeout(() => child.kill(), probeTimeoutMs);
      let status: EngineStatus | undefined;
      child.onMessage((message) => {
        if (message.type === 'ready') {
          status = {
            id,
            title: titles[id],
            available: true,
            version: message.version,
            threads: message.threads,
          };
        }
        if (message.type === 'failed') status = unavailable(StudioError.fromReport(message.error));
      });
      child.onExit(() => {
        clearTimeout(timeout);
        resolve(status ?? unavailable(crashed()));
      });
      child.send({ type: 'task', task: { type: 'probe', engine: id, threads: 0 } });
    });
  }
}

const crashed = () =>
  new StudioError('ENGINE_UNAVAILABLE', 'It crashed while it was tried.', {
    next: 'Look into the log; run "npm run setup:tensorflow -- --force" to install it again.',
  });
