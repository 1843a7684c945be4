import { availableParallelism, freemem } from 'node:os';
import { StudioError } from '../../contract/errors.ts';
import type { FoundFace } from '../../protocol/messages.ts';
import type { SettingsStore } from '../library/settings.ts';
import type { Pixels } from '../pictures/pixels.ts';
import type { ComputeProcesses } from './compute-processes.ts';
import { type Answer, type ComputeSession, openSession, type Request } from './session.ts';

/** One process of one thread finds more faces a second than one of two threads: its operations are small. */
const threadsEach = 1;
/** Resident memory of a process with TensorFlow and the finder's networks. */
const bytesEach = 700 * 1024 * 1024;
const maximumProcesses = 8;

interface Waiting {
  request: Request;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
  /** Times that a process died over it. */
  crashes: number;
}

interface Worker {
  session: ComputeSession;
  current: Waiting | undefined;
  isReady: boolean;
}

/** Compute processes that look for faces, as many as the machine bears; one that dies costs nothing but time. */
export class FacePool {
  readonly #compute: ComputeProcesses;
  readonly #settings: SettingsStore;
  readonly #queue: Waiting[] = [];
  readonly #workers = new Set<Worker>();
  readonly size: number;
  /** Time that the processes spent on finding, for the bench. */
  computeMs = 0;
  #isClosed = false;

  constructor(compute: ComputeProcesses, settings: SettingsStore) {
    this.#compute = compute;
    this.#settings = settings;
    const { threads } = settings.get();
    const cores = threads > 0 ? threads : availableParallelism();
    const fitting = Math.floor(freemem() / bytesEach);
    this.size = Math.max(1, Math.min(cores, fitting, maximumProcesses));
  }

  /** Faces of a picture, best first. A picture over which processes die twice is an error. */
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
      this.#queue.push({ request, resolve, reject, crashes: 0 });
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (const worker of this.#workers) {
      if (worker.isReady && worker.current === undefined) this.#send(worker);
    }
    const starting = [...this.#workers].filter(({ isReady }) => !isReady).length;
    if (this.#queue.length > starting && this.#workers.size < this.size) this.#start();
  }

  #send(worker: Worker): void {
    const next = this.#queue.shift();
    if (next === undefined) return;
    worker.current = next;
    worker.session.ask(next.request).then(
      (answer) => {
        worker.current = undefined;
        next.resolve(answer);
        this.#dispatch();
      },
      // Its process has ended, which `#recover` deals with.
      () => undefined,
    );
  }

  #start(): void {
    const { engine } = this.#settings.get();
    const session = openSession(this.#compute, { type: 'faces', engine, threads: threadsEach }, crashWords);
    const worker: Worker = { session, current: undefined, isReady: false };
    this.#workers.add(worker);
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

  /** What a process was working on goes to another one, once. */
  #recover({ current, isReady }: Worker, reason: unknown): void {
    if (this.#isClosed || !isReady) {
      // A process that cannot even start will not start the next time.
      if (this.#isClosed || this.#workers.size === 0) {
        current?.reject(reason);
        for (const { reject } of this.#queue.splice(0)) reject(reason);
      }
      return;
    }
    if (current !== undefined) {
      current.crashes += 1;
      if (current.crashes > 1) current.reject(reason);
      else this.#queue.unshift(current);
    }
    this.#dispatch();
  }
}

function toRgb({ channels, data }: Pixels): Uint8Array<ArrayBuffer> {
  if (channels === 3) return new Uint8Array(data);
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) rgb.fill(data[i], i * 3, i * 3 + 3);
  return rgb;
}

const cancelled = () => new StudioError('CANCELLED', 'Cancelled.', { next: 'Start it again when you like.' });

const crashWords = {
  subject: 'The process that finds faces',
  next: 'Go on with the import; if it happens again, import with "centre crop".',
};
