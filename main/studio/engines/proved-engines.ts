import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineCandidate, EngineChoice, StepMode, StepModeChoice } from '../../contract/engines.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import type { Logger } from '../base/log.ts';
import type { ComputeLauncher } from '../compute-process/compute-launcher.ts';
import { type Candidate, candidatesHere } from './candidates.ts';
import {
  type Asking,
  type Chosen,
  describe,
  engineOf,
  modesOf,
  nothingRight,
  proving,
  workKey,
} from './choices.ts';
import { machineKey } from './machine.ts';
import { proveCandidate } from './prove-candidate.ts';
import { proveFinder } from './prove-finder.ts';
import { type ProofRecord, ProofRecords } from './records.ts';
import { timeCandidate } from './time-candidate.ts';

/** Counts up when the proof changes. */
const proofVersion = 1;

export interface ProvedEnginesOptions {
  launch: ComputeLauncher;
  /** Where proofs are remembered: the cache of this user on this machine. */
  folder: string;
  log: Logger;
  candidates?: readonly Candidate[];
  /** False takes the first right candidate instead of timing all: FACELOOM_ENGINE_CHOICE=first. */
  times?: boolean;
}

/**
 * Decides what computes on this machine: of the candidates that have proved themselves right here, the fastest. Proofs are
 * made when they are first needed, in processes of their own, and remembered.
 */
export class ProvedEngines {
  readonly #options: ProvedEnginesOptions;
  readonly #records: ProofRecords;
  readonly #machine = machineKey();
  /** Proofs that go on, so that two who ask wait for the same one. */
  readonly #pending = new Map<string, Promise<ProofRecord>>();
  /** Engines that are not set up here, as long as this process lives. */
  readonly #unavailable = new Map<string, ProofRecord>();
  readonly candidates: readonly Candidate[];

  constructor(options: ProvedEnginesOptions) {
    this.#options = options;
    this.#records = new ProofRecords(options.folder, options.log);
    this.candidates = options.candidates ?? candidatesHere();
  }

  /** For whatever draws, scores, exports or converts. Throws ENGINE_UNAVAILABLE where nothing is right. */
  async forWork(engine: EngineChoice, threads: number, asking: Asking = {}): Promise<Chosen> {
    return { candidate: (await this.#rightOnes(engine, threads, asking))[0] };
  }

  /** For whatever looks for faces. */
  async forFaces(engine: EngineChoice, asking: Asking = {}): Promise<Chosen> {
    const failures: string[] = [];
    for (const candidate of this.#allowed(engine)) {
      const { verdict, reason } = await this.finder(candidate, asking);
      if (verdict === 'right') return { candidate };
      failures.push(`${candidate.title}: ${reason}`);
    }
    throw nothingRight(failures);
  }

  /** For a run: candidates and modes are timed on its own steps, and the fastest must prove its first step. */
  async forRun(
    config: RunConfig,
    engine: EngineChoice,
    mode: { asked: StepModeChoice; expected: StepMode },
    threads: number,
    asking: Asking = {},
  ): Promise<Required<Chosen>> {
    const right = await this.#rightOnes(engine, threads, asking);
    const all = right.flatMap((candidate) =>
      modesOf(candidate, mode, config).map((made) => ({ candidate, mode: made })),
    );
    const ordered = await this.#byTiming(all, config, mode.asked, threads, asking);
    const failures: string[] = [];
    using _ = this.#reference(config);
    for (const tried of ordered) {
      const { verdict, reason } = await this.#run(tried.candidate, tried.mode, config, threads, asking);
      if (verdict === 'right') return tried;
      failures.push(`${tried.candidate.title}: ${reason}`);
      this.#options.log.warn('an engine is not used for a run', {
        settings: tried.candidate.settings,
        reason,
      });
    }
    throw nothingRight(failures);
  }

  /** A candidate turned out wrong or died while it worked: it is not used again before it is proved anew. */
  async refuse(settings: string, reason: string, threads: number): Promise<void> {
    const candidate = this.candidates.find((each) => each.settings === settings);
    if (candidate === undefined) return;
    const provedAt = new Date().toISOString();
    for (const key of [this.#operationsKey(candidate, threads), this.#finderKey(candidate)])
      await this.#records.set(key, { verdict: 'wrong', reason, provedAt });
  }

  /** Why a candidate must not be used here, as far as is known without a new proof. */
  async whyNot(settings: string, threads: number): Promise<string | undefined> {
    const candidate = this.candidates.find((each) => each.settings === settings);
    const record = candidate && (await this.#records.get(this.#operationsKey(candidate, threads)));
    return record === undefined || record.verdict === 'right' || record.verdict === 'unavailable'
      ? undefined
      : record.reason;
  }

  /** Every candidate with what is known of it; `prove` makes the proofs that are missing, or with 'again' all. */
  async list(
    threads: number,
    prove: 'no' | 'missing' | 'again',
    asking: Asking = {},
  ): Promise<EngineCandidate[]> {
    const entries: EngineCandidate[] = [];
    for (const candidate of this.candidates) {
      if (prove === 'again') await this.#records.forget(this.#prefix(candidate, threads));
      const key = this.#operationsKey(candidate, threads);
      const record =
        prove === 'no' ? await this.#records.get(key) : await this.#operations(candidate, threads, asking);
      const finder =
        record?.verdict !== 'right'
          ? undefined
          : prove === 'no'
            ? await this.#records.get(this.#finderKey(candidate))
            : await this.finder(candidate, asking);
      entries.push({
        ...describe(candidate),
        verdict: record?.verdict ?? 'untried',
        ...(record?.reason === undefined ? {} : { reason: record.reason }),
        ...(record?.worstDeviation === undefined ? {} : { worstDeviation: record.worstDeviation }),
        ...(finder === undefined || finder.verdict === 'right' ? {} : { facesReason: finder.reason }),
        chosen: false,
      });
    }
    const first = entries.find(({ verdict }) => verdict === 'right');
    if (first !== undefined) first.chosen = true;
    return entries;
  }

  /** The candidates of one run, timed and proved, the chosen one marked. */
  async listForRun(config: RunConfig, threads: number, asking: Asking = {}): Promise<EngineCandidate[]> {
    const expected = { asked: 'auto', expected: 'graph' } as const;
    const entries: EngineCandidate[] = [];
    using _ = this.#reference(config);
    for (const candidate of this.candidates) {
      const operations = await this.#operations(candidate, threads, asking);
      for (const mode of modesOf(candidate, expected, config)) {
        const isRight = operations.verdict === 'right';
        const timed = isRight ? await this.#timed(candidate, mode, config, threads, asking) : undefined;
        const record = isRight ? await this.#run(candidate, mode, config, threads, asking) : operations;
        entries.push({
          ...describe(candidate),
          mode,
          verdict: record.verdict,
          ...(record.reason === undefined ? {} : { reason: record.reason }),
          ...(record.worstDeviation === undefined ? {} : { worstDeviation: record.worstDeviation }),
          ...(timed?.imagesPerSecond === undefined ? {} : { imagesPerSecond: timed.imagesPerSecond }),
          chosen: false,
        });
      }
    }
    const right = entries.filter(({ verdict }) => verdict === 'right');
    const fastest = right.toSorted((a, b) => (b.imagesPerSecond ?? 0) - (a.imagesPerSecond ?? 0))[0];
    if (fastest !== undefined) fastest.chosen = true;
    return entries;
  }

  finder(candidate: Candidate, asking: Asking): Promise<ProofRecord> {
    return this.#once(this.#finderKey(candidate), () => {
      asking.report?.({ done: 0, unit: 'candidates', note: `Proving the face finder: ${candidate.title}` });
      return proveFinder(candidate, this.#options.launch);
    });
  }

  /** Right candidates, the one whose proof was fastest first within an engine. */
  async #rightOnes(
    engine: EngineChoice,
    threads: number,
    asking: Asking,
  ): Promise<[Candidate, ...Candidate[]]> {
    const right: { candidate: Candidate; ms: number }[] = [];
    const failures: string[] = [];
    for (const candidate of this.#allowed(engine)) {
      // WebAssembly is the last resort: it is only proved where no TensorFlow is right.
      if (right.some((each) => each.candidate.engine !== candidate.engine)) break;
      const { verdict, reason, ms = 0 } = await this.#operations(candidate, threads, asking);
      if (verdict === 'right') right.push({ candidate, ms });
      else failures.push(`${candidate.title}: ${reason}`);
      // On WebAssembly, what is slower is only for machines where the faster is wrong.
      if (verdict === 'right' && (this.#options.times === false || candidate.engine === 'wasm')) break;
    }
    const [first, ...others] = right.toSorted((a, b) => a.ms - b.ms).map(({ candidate }) => candidate);
    if (first === undefined) throw nothingRight(failures);
    return [first, ...others];
  }

  #allowed(engine: EngineChoice): readonly Candidate[] {
    return engine === 'auto'
      ? this.candidates
      : this.candidates.filter((candidate) => candidate.engine === engine);
  }

  #operations(candidate: Candidate, threads: number, asking: Asking): Promise<ProofRecord> {
    return this.#once(this.#operationsKey(candidate, threads), () =>
      proveCandidate(
        candidate,
        { kind: 'operations', extent: 'quick' },
        { ...this.#options, threads, ...proving(asking) },
      ),
    );
  }

  #run(
    candidate: Candidate,
    mode: StepMode,
    config: RunConfig,
    threads: number,
    asking: Asking,
  ): Promise<ProofRecord> {
    const work = workKey(config);
    return this.#once(`${this.#prefix(candidate, threads)} run ${work} ${mode}`, async () => {
      const referenceFile = this.#referenceFile(config);
      const subject = { kind: 'run', config, mode, referenceFile } as const;
      await mkdir(this.#options.folder, { recursive: true });
      return proveCandidate(candidate, subject, { ...this.#options, threads, ...proving(asking) });
    });
  }

  #timed(
    candidate: Candidate,
    mode: StepMode,
    config: RunConfig,
    threads: number,
    asking: Asking,
  ): Promise<ProofRecord> {
    return this.#once(`${this.#prefix(candidate, threads)} time ${workKey(config)} ${mode}`, () => {
      asking.report?.({ done: 0, unit: 'candidates', note: `Timing ${candidate.title}` });
      return timeCandidate(candidate, mode, config, { ...this.#options, threads, signal: asking.signal });
    });
  }

  /** The fastest first; as they come where there is nothing to choose, or where timing is switched off. */
  async #byTiming(
    all: readonly Required<Chosen>[],
    config: RunConfig,
    asked: StepModeChoice,
    threads: number,
    asking: Asking,
  ): Promise<readonly Required<Chosen>[]> {
    if (all.length < 2 || this.#options.times === false || asked === 'eager') return all;
    const timed: { tried: Required<Chosen>; speed: number }[] = [];
    for (const tried of all) {
      const { imagesPerSecond = 0 } = await this.#timed(tried.candidate, tried.mode, config, threads, asking);
      timed.push({ tried, speed: imagesPerSecond });
    }
    return timed.toSorted((a, b) => b.speed - a.speed).map(({ tried }) => tried);
  }

  #referenceFile = (config: RunConfig) =>
    join(this.#options.folder, `reference-${workKey(config)}.safetensors`);

  /** Removes the step that candidates were compared with, in the end. */
  #reference(config: RunConfig): Disposable {
    return { [Symbol.dispose]: () => rmSync(this.#referenceFile(config), { force: true }) };
  }

  async #once(key: string, make: () => Promise<ProofRecord>): Promise<ProofRecord> {
    const known = this.#unavailable.get(engineOf(key)) ?? (await this.#records.get(key));
    if (known !== undefined) return known;
    const pending = this.#pending.get(key) ?? make();
    this.#pending.set(key, pending);
    try {
      const record = await pending;
      // What is not set up today may be tomorrow.
      if (record.verdict === 'unavailable') this.#unavailable.set(engineOf(key), record);
      else await this.#records.set(key, record);
      return record;
    } finally {
      this.#pending.delete(key);
    }
  }

  #prefix({ engine, settings }: Candidate, threads: number): string {
    return `${engine} ${settings} v${proofVersion} ${this.#machine} ${threads}`;
  }
  #operationsKey = (candidate: Candidate, threads: number) =>
    `${this.#prefix(candidate, threads)} operations`;
  #finderKey = (candidate: Candidate) => `${this.#prefix(candidate, 1)} faces`;
}
