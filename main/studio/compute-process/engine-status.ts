import { type EngineCandidate, EngineId, engineTitles } from '../../contract/engines.ts';
import { StudioError } from '../../contract/errors.ts';
import type { EngineStatus } from '../../contract/system/system.ts';
import { isInstalledProgram } from '../../program/installed-program.ts';
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

  /** The engine that `auto` most likely takes for a training; proofs have the last word. */
  async forTraining(): Promise<EngineId> {
    const statuses = await this.statuses();
    const works = (id: EngineId) => statuses.some((status) => status.id === id && status.available);
    const isOnRequest = process.env['FACELOOM_WEBGPU_SOFTWARE'] === '1';
    return !works('tensorflow') && works('webgpu') && !isOnRequest ? 'webgpu' : this.default();
  }

  /** The engine that `auto` stands for beside trainings. */
  async default(): Promise<EngineId> {
    const statuses = await this.statuses();
    return statuses.find(({ available }) => available)?.id ?? 'wasm';
  }

  async #probe(id: EngineId): Promise<EngineStatus> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(hung(id)), probeTimeoutMs);
    try {
      const { version, threads } = await runTask(
        this.#compute,
        { type: 'probe', engine: id, threads: 0 },
        'ready',
        { signal: timeout.signal, subject: engineTitles[id], next: nextSteps[id] },
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

const installAgain = 'Look into the log; install Faceloom again if its files are not whole.';

/** What helps where an engine cannot say itself what does, as it stopped or hung. */
const nextSteps: Readonly<Record<EngineId, string>> = {
  tensorflow: isInstalledProgram
    ? installAgain
    : 'Look into the log; run "npm run setup:tensorflow -- --force" to install it again.',
  wasm: isInstalledProgram ? installAgain : 'Look into the log; run "npm ci" to install its files again.',
  webgpu: 'Use another engine, or update the driver of your graphics card and start Faceloom again.',
};

const hung = (id: EngineId) =>
  new StudioError('ENGINE_UNAVAILABLE', 'It did not answer within a minute.', { next: nextSteps[id] });
