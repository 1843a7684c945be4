import { availableParallelism, freemem } from 'node:os';
import { StudioError } from '../../contract/errors.ts';
import { isInstalledProgram } from '../../program/installed-program.ts';
import type { FoundFace } from '../../protocol/faces.ts';
import type { SettingsStore } from '../library/settings.ts';
import type { Pixels } from '../pictures/pixels.ts';
import type { ComputeProcesses } from './compute-processes.ts';
import { FinderDeaths, type FinderEngine } from './finder-deaths.ts';
import { type Answer, type ComputeSession, openSession, type Request } from './session.ts';

interface Waiting {
  request: Request;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
  /** Why a process died over it, the last time. */
  death?: StudioError;
}

interface Worker {
  session: ComputeSession;
  /** What it was started for, and the engines that it must not have for that. */
  purpose: Waiting;
  avoid: readonly string[];
  current: Waiting | undefined;
  isReady: boolean;
  engine: FinderEngine;
  /** True when it ended as a process does whose engine does what this processor cannot. */
  isEngineAtFault: boolean;
}

/**
 * Compute processes that look for faces, as many as the machine bears; one that dies costs nothing but time. An engine
 * that dies over one picture after the other is broken, and others go on in its place; a picture over which every engine
 * dies is at fault itself.
 */
export class FacePool {
  readonly #compute: ComputeProcesses;
  readonly #settings: SettingsStore;
  readonly #patienceMs: number;
  readonly #queue: Waiting[] = [];
  readonly #workers = new Set<Worker>();
  readonly #deaths = new FinderDeaths<Waiting>();
  readonly size: number;
  /** Time that the processes spent on finding, for the bench. */
  computeMs = 0;
  #isClosed = false;

  constructor(compute: ComputeProcesses, settings: SettingsStore, patience = patienceMs) {
    this.#compute = compute;
    this.#settings = settings;
    this.#patienceMs = patience;
    const { threads } = settings.get();
    const cores = threads > 0 ? threads : availableParallelism();
    const fitting = Math.floor(freemem() / bytesEach);
    this.size = Math.max(1, Math.min(cores, fitting, maximumProcesses));
  }

  /** Why engines were passed over, as full sentences. */
  get notices(): readonly string[] {
    return this.#deaths.notices;
  }

  /** Faces of a picture, best first. A picture over which every engine dies is an error. */
  async find(picture: Pixels): Promise<FoundFace[]> {
    const { width, height } = picture;
    const answer = await this.#ask({ type: 'find-faces', width, height, data: toRgb(picture) });
    if (answer.type !== 'found-faces') throw new Error(`asked for faces, got ${answer.type}`);
    this.computeMs += answer.ms;
    return answer.faces;
  }

  /** Rows of embeddings that show one person each, largest group first. */
  async group(files: string[], rows: Uint32Array<ArrayBuffer>): Promise<Uint32Array[]> {
    const answer = await this.#ask({ type: 'group-faces', files, rows });
    if (answer.type !== 'grouped-faces') throw new Error(`asked for groups, got ${answer.type}`);
    return answer.groups;
  }

  close(): void {
    this.#isClosed = true;
    for (const { session } of this.#workers) session.kill(cancelled());
  }

  #ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(cancelled());
      this.#queue.push({ request, resolve, reject });
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (const worker of this.#workers) {
      if (worker.isReady && worker.current === undefined) this.#send(worker);
    }
    // What no process that is there may do comes first; of the rest, those that start will take the beginning.
    const workers = [...this.#workers];
    const stranded = this.#queue.find((waiting) => !workers.some((worker) => this.#mayDo(worker, waiting)));
    const purpose = stranded ?? this.#queue[workers.filter(({ isReady }) => !isReady).length];
    if (purpose === undefined) return;
    const idle = workers.find(({ isReady, current }) => isReady && current === undefined);
    if (this.#workers.size < this.size) this.#start(purpose);
    else if (stranded !== undefined && idle !== undefined) {
      // It makes room for another engine.
      this.#workers.delete(idle);
      idle.session.kill(cancelled());
      this.#start(stranded);
    }
  }

  #mayDo({ engine, avoid, isReady }: Worker, waiting: Waiting): boolean {
    const avoided = this.#deaths.avoided(waiting);
    // Until it is ready, another engine may be chosen for it, but none of those that it was told to avoid.
    return isReady
      ? !avoided.includes(engine.settings)
      : avoided.every((settings) => avoid.includes(settings));
  }

  #send(worker: Worker): void {
    const index = this.#queue.findIndex((waiting) => this.#mayDo(worker, waiting));
    if (index < 0) return;
    const [next] = this.#queue.splice(index, 1);
    worker.current = next;
    const timer =
      next.request.type === 'find-faces'
        ? setTimeout(() => worker.session.kill(hung(this.#patienceMs)), this.#patienceMs)
        : undefined;
    worker.session.ask(next.request).then(
      (answer) => {
        clearTimeout(timer);
        worker.current = undefined;
        for (const { settings, reason } of this.#deaths.answered(next, worker.engine))
          this.#compute.refuseFinder?.(settings, reason);
        next.resolve(answer);
        this.#dispatch();
      },
      // Its process has ended, which `#recover` deals with.
      () => clearTimeout(timer),
    );
  }

  #start(purpose: Waiting): void {
    const { engine } = this.#settings.get();
    const avoid = this.#deaths.avoided(purpose);
    const session = openSession(
      this.#compute,
      { type: 'faces', engine, threads: threadsEach, ...(avoid.length === 0 ? {} : { avoid: [...avoid] }) },
      crashWords,
    );
    const worker: Worker = {
      ...{ session, purpose, avoid, engine: asItComes },
      ...{ current: undefined, isReady: false, isEngineAtFault: false },
    };
    this.#workers.add(worker);
    session.on('chosen', ({ settings, title }) => {
      worker.engine = { settings, title };
    });
    session.on('engine-failed', () => {
      worker.isEngineAtFault = true;
    });
    session.on('ready', () => {
      worker.isReady = true;
      this.#dispatch();
    });
    const ended = (reason: unknown) => {
      this.#workers.delete(worker);
      this.#recover(worker, reason);
    };
    session.ended.then(() => ended(cancelled()), ended);
  }

  /** What a process was working on goes to another one. */
  #recover(worker: Worker, reason: unknown): void {
    if (this.#isClosed) {
      worker.current?.reject(reason);
      this.#reject(this.#queue, reason);
    } else if (!worker.isReady) this.#neverStarted(worker, reason);
    else {
      if (worker.current !== undefined) this.#died(worker, worker.current, toCrash(reason));
      this.#dispatch();
    }
  }

  #neverStarted({ engine, purpose }: Worker, reason: unknown): void {
    if (engine !== asItComes) {
      this.#deaths.broke(engine, {
        reason: `It cannot be started. ${toCrash(reason).message}`,
        isFault: false,
      });
      this.#dispatch();
    } else if (this.#deaths.isSuspect(purpose)) {
      this.#giveUp(purpose);
      this.#dispatch();
    } else {
      // It would not start the next time either: what only such a one could do is not done.
      const workers = [...this.#workers];
      const lost = this.#queue.filter((waiting) => !workers.some((worker) => this.#mayDo(worker, waiting)));
      this.#reject(lost, this.notices.length === 0 ? reason : noneLeft(this.notices));
    }
  }

  #died({ engine, isEngineAtFault }: Worker, picture: Waiting, death: StudioError): void {
    picture.death = death;
    this.#queue.push(picture);
    this.#deaths.died(picture, engine, { reason: death.message, isFault: isEngineAtFault });
    if (engine !== asItComes) return;
    if (this.notices.length > 0) this.#reject(this.#queue, noneLeft(this.notices));
    else if (this.#deaths.isSuspect(picture)) this.#giveUp(picture);
  }

  /** Every engine died over it. */
  #giveUp(picture: Waiting): void {
    // Another process may have taken it meanwhile.
    if (this.#queue.includes(picture)) this.#reject([picture], picture.death);
  }

  #reject(lost: readonly Waiting[], reason: unknown): void {
    for (const waiting of [...lost]) {
      this.#queue.splice(this.#queue.indexOf(waiting), 1);
      waiting.reject(reason);
    }
  }
}

/** One process of one thread finds more faces a second than one of two threads: its operations are small. */
const threadsEach = 1;
/** Resident memory of a process with TensorFlow and the finder's networks. */
const bytesEach = 700 * 1024 * 1024;
const maximumProcesses = 8;

/** Stands for the engine where none is chosen: engines are then taken as they come, and there is no other. */
const asItComes: FinderEngine = { settings: '', title: 'The engine' };
/** A finder that does not answer for so long has hung: WebAssembly on one slow core takes some ten seconds. */
const patienceMs = 180_000;

function toRgb({ channels, data }: Pixels): Uint8Array<ArrayBuffer> {
  if (channels === 3) return new Uint8Array(data);
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) rgb.fill(data[i], i * 3, i * 3 + 3);
  return rgb;
}

const cancelled = () => new StudioError('CANCELLED', 'Cancelled.', { next: 'Start it again when you like.' });

const crashWords = {
  subject: 'The face finder',
  next: 'Go on with the import; if it happens again, import with "centre crop".',
};

const hung = (ms: number) =>
  new StudioError('COMPUTE_CRASHED', `The face finder hung: it did not answer for ${ms / 1000} seconds.`, {
    next: crashWords.next,
  });

/** Whatever a finder says over a picture as it ends, another finder may do better. */
const toCrash = (reason: unknown): StudioError =>
  reason instanceof StudioError && reason.code === 'COMPUTE_CRASHED'
    ? reason
    : new StudioError(
        'COMPUTE_CRASHED',
        `The face finder failed: ${reason instanceof Error ? reason.message : String(reason)}`,
        { next: crashWords.next },
      );

const noneLeft = (notices: readonly string[]) =>
  new StudioError('ENGINE_UNAVAILABLE', `No engine finds faces on this machine. ${notices.join(' ')}`, {
    next: isInstalledProgram
      ? 'The engines in Settings say why. Or import with "centre crop".'
      : 'Run "faceloom doctor --prove" to see why, or import with "centre crop".',
  });
