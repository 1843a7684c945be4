import type { StepMode } from '../../contract/engines.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { Progress } from '../../contract/system/jobs.ts';
import type { Logger } from '../base/log.ts';
import { SharedWork } from '../base/shared-work.ts';
import type { ComputeLauncher } from '../compute-process/compute-launcher.ts';
import type { Candidate } from './candidates.ts';
import { type Asking, type ChosenForRun, neededBy, proving, setupOf, workKey } from './choices.ts';
import { describeMachine, type Machine, machineKey } from './machine.ts';
import { proveCandidate } from './prove-candidate.ts';
import { type ProofOutcome, type ProofRecord, ProofRecords } from './records.ts';
import { timeCandidate } from './time-candidate.ts';

export interface CandidateProofsOptions {
  launch: ComputeLauncher;
  /** Where proofs are remembered: the cache of this user on this machine. */
  folder: string;
  log: Logger;
  /** What the computer is; absent = this one. */
  machine?: Machine;
  /** How long a proof may say nothing; absent = minutes. */
  silenceMs?: number;
}

/** What each candidate was found to do on this machine; what is not known yet is tried now, once, and remembered. */
export class CandidateProofs {
  readonly #options: CandidateProofsOptions;
  readonly #records: ProofRecords;
  readonly #machine: Machine;
  readonly #going = new SharedWork<ProofRecord, [Progress]>();
  /** What is not set up here, until it is forgotten or this process ends. */
  readonly #unavailable = new Map<string, ProofRecord>();
  /** What failed for a reason that may pass, by its key, until the time when it is tried again. */
  readonly #passing = new Map<string, { record: ProofRecord; untilMs: number }>();

  constructor(options: CandidateProofsOptions) {
    this.#options = options;
    this.#machine = options.machine ?? describeMachine();
    this.#records = new ProofRecords(options.folder, options.log);
  }

  /** What it computes, operation by operation. */
  operations(candidate: Candidate, threads: number, asking: Asking): Promise<ProofRecord> {
    return this.#once(candidate, this.#operationsKey(candidate, threads), asking, (shared) =>
      proveCandidate(
        candidate,
        { kind: 'operations', extent: 'quick' },
        { ...this.#options, threads, ...proving(shared) },
      ),
    );
  }

  /** Whether it finds the face of a drawn portrait. */
  finder(candidate: Candidate, asking: Asking): Promise<ProofRecord> {
    return this.#once(candidate, this.#finderKey(candidate), asking, async (shared) => {
      // It draws a portrait, and is seldom needed.
      const { proveFinder } = await import('./prove-finder.ts');
      shared.report?.({
        ...{ done: 0, total: 1, unit: 'portraits' },
        note: `Proving the face finder: ${candidate.title}`,
      });
      return proveFinder(candidate, { ...this.#options, signal: shared.signal });
    });
  }

  /**
   * The first step of a run; `references` is a folder for the steps that candidates are compared with. Whoever began the
   * proof waits for its end, even after leaving it to others: the folder must not go before.
   */
  async run(
    { candidate, mode, forms }: ChosenForRun,
    config: RunConfig,
    threads: number,
    { references, ...asking }: Asking & { references: string },
  ): Promise<ProofRecord> {
    const key = this.#runKey(candidate, mode, config, threads);
    const subject = { kind: 'run', config, mode, references } as const;
    let begun: Promise<ProofOutcome> | undefined;
    try {
      return await this.#once(candidate, key, asking, (shared) => {
        begun = proveCandidate(candidate, subject, { ...this.#options, threads, forms, ...proving(shared) });
        return begun;
      });
    } finally {
      await begun?.catch(() => undefined);
    }
  }

  /** How fast it makes the steps of a run. */
  timed(
    { candidate, mode, forms }: ChosenForRun,
    config: RunConfig,
    threads: number,
    asking: Asking,
  ): Promise<ProofRecord> {
    const key = `${this.#prefix(candidate)} ${threadsOf(candidate, threads)} time ${workKey(config)} ${mode}`;
    return this.#once(candidate, key, asking, (shared) =>
      timeCandidate(candidate, mode, config, { ...this.#options, ...shared, threads, forms }),
    );
  }

  /** What is known of its operations and its finder without a new proof. */
  async known(
    candidate: Candidate,
    threads: number,
  ): Promise<{ operations?: ProofRecord | undefined; finder?: ProofRecord | undefined }> {
    return {
      operations: await this.#known(candidate, this.#operationsKey(candidate, threads)),
      finder: await this.#known(candidate, this.#finderKey(candidate)),
    };
  }

  /** It computed something wrongly at work: nothing is done with it before it is proved anew. */
  async refuse(candidate: Candidate, threads: number, reason: string): Promise<void> {
    const record = { verdict: 'wrong', reason, provedAt: new Date().toISOString() } as const;
    await this.#records.set(this.#operationsKey(candidate, threads), record);
    await this.#records.set(this.#finderKey(candidate), record);
  }

  /** Another installation proved it with a library that this one does not have; its proofs are kept. */
  missing(candidate: Candidate, reason: string): void {
    const provedAt = new Date().toISOString();
    this.#unavailable.set(neededBy(candidate), { verdict: 'unavailable', reason, provedAt });
  }

  /** It died while it looked for faces: it does not look for any before it is proved anew. */
  async refuseFinder(candidate: Candidate, reason: string): Promise<void> {
    await this.#records.set(this.#finderKey(candidate), died(reason));
  }

  /** It died in a run: that run is not trained with it before it is proved anew. */
  async refuseRun(
    { candidate, mode }: ChosenForRun,
    config: RunConfig,
    threads: number,
    reason: string,
  ): Promise<void> {
    await this.#records.set(this.#runKey(candidate, mode, config, threads), died(reason));
  }

  /** Forgets all that is known of a candidate on this machine, whatever it was tried with. */
  async forget(candidate: Candidate): Promise<void> {
    for (const needed of [setupOf(candidate), neededBy(candidate)]) this.#unavailable.delete(needed);
    const prefix = `${this.#prefix(candidate)} `;
    for (const key of this.#passing.keys()) if (key.startsWith(prefix)) this.#passing.delete(key);
    await this.#records.forget(prefix);
  }

  /** Two who ask at the same time wait for the same proof. */
  async #once(
    candidate: Candidate,
    key: string,
    asking: Asking,
    make: (shared: Asking) => Promise<ProofOutcome>,
  ): Promise<ProofRecord> {
    const known = await this.#known(candidate, key);
    if (known !== undefined) return known;
    const work = async (signal: AbortSignal, report: (progress: Progress) => void) => {
      const { isPassing, ...record } = await make({ signal, report });
      if (record.verdict === 'unavailable') this.#unavailable.set(neededBy(candidate), record);
      else if (isPassing) this.#passing.set(key, { record, untilMs: performance.now() + passingMs });
      else await this.#records.set(key, record);
      return record;
    };
    return this.#going.join(key, work, asking);
  }

  async #known(candidate: Candidate, key: string): Promise<ProofRecord | undefined> {
    const missing = this.#unavailable.get(setupOf(candidate)) ?? this.#unavailable.get(neededBy(candidate));
    if (missing !== undefined) return missing;
    const passing = this.#passing.get(key);
    if (passing !== undefined && performance.now() < passing.untilMs) return passing.record;
    return this.#records.get(key);
  }

  /** Another driver of a card computes with other programs. */
  #prefix = ({ engine, settings, device }: Candidate) => {
    const driver = device === undefined ? '' : ` driver ${device.driver}`;
    return `${engine} ${settings} v${proofVersion} ${machineKey(this.#machine, engine)}${driver}`;
  };
  #operationsKey = (candidate: Candidate, threads: number) =>
    `${this.#prefix(candidate)} ${threadsOf(candidate, threads)} operations`;
  /** A finder has one thread. */
  #finderKey = (candidate: Candidate) => `${this.#prefix(candidate)} 1 faces ${finderVersion}`;
  #runKey = (candidate: Candidate, mode: StepMode, config: RunConfig, threads: number) =>
    `${this.#prefix(candidate)} ${threadsOf(candidate, threads)} run ${workKey(config)} ${mode}`;
}

/** WebAssembly has one thread, however many a process may take. */
const threadsOf = ({ engine }: Candidate, threads: number): number => (engine === 'wasm' ? 0 : threads);

/** After so long a proof is tried again that failed for want of memory, or as a person ended it. */
const passingMs = 10 * 60_000;

/** Counts up when the proof changes. */
const proofVersion = 7;
/** The same of the finder’s alone, which takes seconds. */
const finderVersion = 2;

const died = (reason: string): ProofRecord => ({
  verdict: 'died',
  reason,
  provedAt: new Date().toISOString(),
});
