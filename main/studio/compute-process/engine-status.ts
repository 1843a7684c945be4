import { type EngineCandidate, EngineId, engineTitles } from '../../contract/engines.ts';
import { StudioError } from '../../contract/errors.ts';
import type { EngineStatus } from '../../contract/system/system.ts';
import { isInstalledProgram } from '../../disk/installed-program.ts';
import type { ComputeProcesses } from './compute-processes.ts';
import { runTask } from './task.ts';

/** Whatever proves engines. */
interface Candidates {
  list(threads: number, prove: 'no'): Promise<EngineCandidate[]>;
}

/** What each engine is on this machine; asked once, in a process of its own each, and remembered. */
export class Engines {
  readonly #compute: ComputeProcesses;
  readonly #proved: Candidates | undefined;
  #statuses: Promise<EngineStatus[]> | undefined;

  constructor(compute: ComputeProcesses, proved?: Candidates) {
    this.#compute = compute;
    this.#proved = proved;
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

  async #probe(id: EngineId): Promise<EngineStatus> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(hung()), probeTimeoutMs);
    try {
      const { version, threads } = await runTask(
        this.#compute,
        { type: 'probe', engine: id, threads: 0 },
        'ready',
        { signal: timeout.signal, subject: engineTitles[id], next: setUpAgain },
      );
      return { id, title: engineTitles[id], available: true, version, threads };
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return { id, title: engineTitles[id], available: false, reason: error.message, next: error.data.next };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A probe that takes longer has hung. */
const probeTimeoutMs = 60_000;

const setUpAgain = isInstalledProgram
  ? 'Look into the log; install Faceloom again if its files are not whole.'
  : 'Look into the log; run "npm run setup:tensorflow -- --force" to install it again.';

const hung = () =>
  new StudioError('ENGINE_UNAVAILABLE', 'It did not answer within a minute.', { next: setUpAgain });
