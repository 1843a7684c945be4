import type { EngineCandidate, EngineChoice, StepMode, StepModeChoice } from '../../contract/engines.ts';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { inScratchFolder } from '../../disk/scratch-folder.ts';
import { takesFirstEngine } from '../base/engine-choice.ts';
import { untilAborted } from '../base/until-aborted.ts';
import { CandidateProofs, type CandidateProofsOptions } from './candidate-proofs.ts';
import { type Candidate, candidatesHere } from './candidates.ts';
import {
  type Asking,
  allowed,
  type Chosen,
  type ChosenForRun,
  modesOf,
  nothingRight,
  type Preference,
  setupOf,
} from './choices.ts';
import { fastestFirst } from './fastest-first.ts';
import { listCandidates, listForRun } from './list-candidates.ts';

export interface ProvedEnginesOptions extends CandidateProofsOptions {
  candidates?: readonly Candidate[];
  /** What the user wants to compute on; absent = whatever is fastest. */
  preference?: () => Preference;
  /** Cards, and slices of cards, that their driver lists now; absent = all that there were when the studio opened. */
  devicesNow?: () => Promise<readonly string[]>;
  /** False takes the first right candidate, untimed; absent = as FACELOOM_ENGINE_CHOICE=first says. */
  times?: boolean;
}

/** Something that is neither training nor looking for faces. */
export interface Work {
  /** Its kind: what died at it is not given the same again. */
  name: string;
  /** True when it uses the networks that look at faces. */
  seesFaces: boolean;
}

/**
 * Decides what computes on this machine: of the candidates that have proved themselves right here, the fastest. Proofs are
 * made when they are first needed, in processes of their own, and remembered.
 */
export class ProvedEngines {
  readonly #proofs: CandidateProofs;
  readonly #log: ProvedEnginesOptions['log'];
  readonly #times: boolean;
  readonly #preference: () => Preference;
  readonly #devicesNow: ProvedEnginesOptions['devicesNow'];
  /** Settings that died at a kind of work, with why, as long as this process lives. */
  readonly #diedAt = new Map<string, Map<string, string>>();
  readonly candidates: readonly Candidate[];

  constructor(options: ProvedEnginesOptions) {
    this.#proofs = new CandidateProofs(options);
    this.#log = options.log;
    this.#times = options.times ?? !takesFirstEngine();
    this.#preference =
      options.preference ?? (() => ({ device: 'auto', exactFloat32: false, halfPrecision: false }));
    this.#devicesNow = options.devicesNow;
    this.candidates = options.candidates ?? candidatesHere();
  }

  /** For whatever draws, scores, exports or converts. Throws ENGINE_UNAVAILABLE where nothing is right. */
  async forWork(work: Work, engine: EngineChoice, threads: number, asking: Asking = {}): Promise<Chosen> {
    const failures: string[] = [];
    const gone = await this.#goneCards(engine);
    for (const group of this.#groupsBesideTraining(engine)) {
      const right: (Chosen & { ms: number })[] = [];
      for (const candidate of group) {
        if (candidate.device && gone.has(candidate.device.uuid)) continue;
        const reason = await this.#whyNotFor(work, candidate, threads, asking);
        if (reason !== undefined) failures.push(`${candidate.title}: ${reason}`);
        else {
          const { ms = 0, version } = await this.#proofs.operations(candidate, threads, asking);
          right.push({ candidate, ms, version });
        }
      }
      const [fastest] = right.toSorted((a, b) => a.ms - b.ms);
      if (fastest !== undefined) return fastest;
    }
    // It may have been this work that no engine can do: the next of its kind begins with all of them again.
    this.#diedAt.delete(work.name);
    throw nothingRight(failures);
  }

  /** For whatever looks for faces; `avoided` are settings that the caller has seen die. */
  async forFaces(
    engine: EngineChoice,
    avoided: readonly string[] = [],
    asking: Asking = {},
  ): Promise<Chosen> {
    const failures: string[] = [];
    for (const candidate of this.#groupsBesideTraining(engine).flat()) {
      if (avoided.includes(candidate.settings)) continue;
      // Faces are looked for in several processes at once, and each would take memory of the card for itself.
      if (candidate.device !== undefined) continue;
      const { verdict, reason, version } = await this.#proofs.finder(candidate, asking);
      if (verdict === 'right') return { candidate, version };
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
  ): Promise<ChosenForRun> {
    const gone = await this.#goneCards(engine);
    const failures: string[] = [];
    const refused = ({ title, settings }: Candidate, reason: string | undefined) => {
      failures.push(`${title}: ${reason}`);
      this.#log.warn('an engine is not used for a run', { settings, reason });
    };
    const chosen = await inReferences(asking, async (references) => {
      for (const group of this.#groups(engine)) {
        const competing: ChosenForRun[] = [];
        for (const candidate of group) {
          if (candidate.device && gone.has(candidate.device.uuid)) continue;
          const { verdict, reason, forms } = await this.#proofs.operations(candidate, threads, asking);
          const modes = modesOf(candidate, mode, config);
          if (verdict !== 'right') refused(candidate, reason);
          else competing.push(...modes.map((made) => ({ candidate, mode: made, forms })));
        }
        for (const choice of await this.#byTiming(competing, config, mode.asked, threads, asking)) {
          const proof = await this.#proofs.run(choice, config, threads, { ...asking, references });
          const { verdict, reason, version } = proof;
          if (verdict === 'right') return { ...choice, version, goneCard: goneSentence(gone) };
          refused(choice.candidate, reason);
        }
      }
      return undefined;
    });
    if (chosen === undefined) throw nothingRight(failures);
    return chosen;
  }

  /** Settings computed something wrongly at work: they are not used again before they are proved anew. */
  async refuse(settings: string, reason: string, threads: number): Promise<void> {
    const candidate = this.#find(settings);
    if (candidate !== undefined) await this.#proofs.refuse(candidate, threads, reason);
  }

  /** The library of a candidate is another one than was proved: whatever was proved of it is proved again. */
  async forget({ candidate: changed }: Chosen): Promise<void> {
    const isOfSame = (each: Candidate) => setupOf(each) === setupOf(changed);
    for (const candidate of this.candidates.filter(isOfSame)) await this.#proofs.forget(candidate);
  }

  /** The library of a candidate was proved here once, and cannot be loaded now: nothing is done with it for the time being. */
  missing({ candidate }: Chosen, reason: string): void {
    this.#log.warn('an engine is not set up any more', { settings: candidate.settings, reason });
    this.#proofs.missing(candidate, reason);
  }

  /** TensorFlow for cards was set up: what was found of it before is tried anew. */
  async forgetCards(): Promise<void> {
    for (const candidate of this.candidates) if (candidate.device) await this.#proofs.forget(candidate);
  }

  /** Settings died while they looked for faces in one picture after the other. */
  async refuseFinder(settings: string, reason: string): Promise<void> {
    const candidate = this.#find(settings);
    if (candidate === undefined) return;
    this.#log.warn('an engine is not used to find faces', { settings, reason });
    await this.#proofs.refuseFinder(candidate, reason);
  }

  /** A run died with what was chosen for it. */
  async refuseRun(chosen: ChosenForRun, config: RunConfig, threads: number, reason: string): Promise<void> {
    await this.#proofs.refuseRun(chosen, config, threads, reason);
  }

  /** Work died with what was chosen for it: the next of its kind is given to another. */
  passOver({ candidate: { settings } }: Chosen, { name }: Work, reason: string): void {
    this.#log.warn('an engine died at work', { settings, work: name, reason });
    this.#diedAt.set(name, new Map([...(this.#diedAt.get(name) ?? []), [settings, reason]]));
  }

  /** Why a candidate must not be used here, as far as is known without a new proof. */
  async whyNot(settings: string, threads: number): Promise<string | undefined> {
    const candidate = this.#find(settings);
    const { operations } = candidate === undefined ? {} : await this.#proofs.known(candidate, threads);
    return operations === undefined || operations.verdict === 'right' || operations.verdict === 'unavailable'
      ? undefined
      : operations.reason;
  }

  /** Every candidate with what is known of it; `prove` makes the proofs that are missing, or with 'again' all. */
  async list(
    threads: number,
    prove: 'no' | 'missing' | 'again',
    asking: Asking = {},
  ): Promise<EngineCandidate[]> {
    if (prove === 'again') this.#diedAt.clear();
    const groups = this.#groupsOf(this.candidates);
    const listed = await listCandidates(groups, this.#proofs, { threads, prove, asking });
    return listed.map((entry) => ({ ...this.#deathOf(entry.settings), ...entry }));
  }

  /** Why settings are passed over for some work though their proof was right. */
  #deathOf(settings: string): { reason?: string } {
    const [reason] = [...this.#diedAt.values()].flatMap((deaths) => deaths.get(settings) ?? []);
    return reason === undefined ? {} : { reason };
  }

  /** The candidates of one run, timed and proved, the chosen one marked. */
  listForRun(config: RunConfig, threads: number, asking: Asking = {}): Promise<EngineCandidate[]> {
    const groups = this.#groupsOf(this.candidates);
    return inReferences(asking, (references) =>
      listForRun(groups, this.#proofs, config, { threads, asking: { ...asking, references } }),
    );
  }

  /**
   * Candidates of an engine compete by their speed, together; a later group is only looked at where nothing before it is right.
   * WebAssembly is the last resort, and its slower settings are only for machines where the faster are wrong.
   */
  #groups = (engine: EngineChoice) => this.#groupsOf(allowed(this.candidates, engine, this.#preference()));

  /** What trains alone leaves the rest to the others. */
  #groupsBesideTraining(engine: EngineChoice): Candidate[][] {
    const trainsOnly = this.candidates.some((each) => each.engine === engine && each.trainsOnly);
    return this.#groups(trainsOnly ? 'auto' : engine)
      .map((group) => group.filter((each) => !each.trainsOnly))
      .filter((group) => group.length > 0);
  }

  #groupsOf(candidates: readonly Candidate[]): Candidate[][] {
    const isAlone = (candidate: Candidate) => !this.#times || candidate.engine === 'wasm';
    const groups: Candidate[][] = [];
    for (const candidate of candidates) {
      const last = groups.at(-1);
      if (last?.[0].engine !== candidate.engine || isAlone(candidate)) groups.push([candidate]);
      else last.push(candidate);
    }
    return groups;
  }

  /**
   * Cards that their driver no longer lists, by uuid, with their names. A run whose card was lost tries the same card
   * again when it is resumed, unless it is gone: its proofs hold, and what failed was not its engine.
   */
  async #goneCards(engine: EngineChoice): Promise<ReadonlyMap<string, string>> {
    const devices = this.#groups(engine)
      .flat()
      .flatMap(({ device }) => device ?? []);
    if (devices.length === 0 || this.#devicesNow === undefined) return new Map();
    const there = await this.#devicesNow();
    return new Map(devices.filter(({ uuid }) => !there.includes(uuid)).map(({ uuid, name }) => [uuid, name]));
  }

  #find = (settings: string) => this.candidates.find((each) => each.settings === settings);

  async #whyNotFor(
    { name, seesFaces }: Work,
    candidate: Candidate,
    threads: number,
    asking: Asking,
  ): Promise<string | undefined> {
    const death = this.#diedAt.get(name)?.get(candidate.settings);
    if (death !== undefined) return death;
    const { verdict, reason } = await this.#proofs.operations(candidate, threads, asking);
    if (verdict !== 'right') return reason ?? verdict;
    if (!seesFaces) return undefined;
    const finder = await this.#proofs.finder(candidate, asking);
    return finder.verdict === 'right' ? undefined : (finder.reason ?? finder.verdict);
  }

  /** The fastest first; as they come where there is nothing to choose, or where timing is switched off. */
  async #byTiming(
    choices: readonly ChosenForRun[],
    config: RunConfig,
    asked: StepModeChoice,
    threads: number,
    asking: Asking,
  ): Promise<readonly ChosenForRun[]> {
    if (choices.length < 2 || !this.#times || asked === 'eager') return choices;
    return fastestFirst(choices, async (choice) => {
      const { imagesPerSecond } = await this.#proofs.timed(choice, config, threads, asking);
      return imagesPerSecond;
    });
  }
}

/** In a folder for the steps that candidates are compared with. It outlasts one who leaves: others may wait for its proof. */
const inReferences = <T>({ signal }: Asking, use: (folder: string) => Promise<T>): Promise<T> =>
  untilAborted(inScratchFolder('faceloom-proof-', use), signal);

const goneSentence = (gone: ReadonlyMap<string, string>): string | undefined =>
  gone.size === 0
    ? undefined
    : `${[...gone.values()].join(' and ')} cannot be used now: the driver no longer lists it.`;
