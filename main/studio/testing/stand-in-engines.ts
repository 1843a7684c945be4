import type { GradientForms } from '../../contract/gradient-kernels.ts';
import type { FoundFace } from '../../protocol/faces.ts';
import type { ComputeTask, FromCompute, ToCompute } from '../../protocol/messages.ts';
import type { ComputeExit, ComputeLauncher, ComputeProcess } from '../compute-process/compute-launcher.ts';
import type { Candidate } from '../engines/candidates.ts';
import { portraitRecord } from '../engines/portrait-record.ts';
import { scriptedCompute } from './scripted-compute.ts';

/** How something ends that an engine does not do: never, without a word, or by a signal. */
export type Failing = 'hangs' | 'leaves' | NodeJS.Signals;
/** What becomes of something that an engine is to do. */
export type Deed = 'right' | 'wrong' | Failing;

/** An engine that computes nothing, and does what a test says; what is not said is right. */
export interface StandIn {
  engine?: Candidate['engine'];
  modes?: Candidate['modes'];
  /** The graphics card that it runs on. */
  device?: NonNullable<Candidate['device']>;
  /** Of its library. */
  version?: string;
  /** Its library cannot be loaded. */
  isMissing?: boolean;
  /** Proof of its operations, and of a run's first step. */
  operations?: Deed;
  /** Of its kernels for a graphics card, as that proof chooses them. */
  forms?: GradientForms;
  run?: Deed;
  /** Proof of its finder, which may be wrong from the second time on, and finding faces in a picture of that width afterwards. */
  finder?: Deed | 'changes';
  find?: (width: number) => Deed;
  /** Any other task, by the messages of a process that does it: whether it fails now, before the message is sent. */
  work?: (message: FromCompute, task: ComputeTask) => Failing | undefined;
  imagesPerSecond?: number;
}

const variable = 'STAND_IN';

/** Candidates and processes of engines that only decide; no TensorFlow is loaded. */
export function standInEngines(engines: Readonly<Record<string, StandIn>>) {
  /** Tasks that were begun, with the settings that they were begun with. */
  const begun: { settings: string; task: ComputeTask; environment: Readonly<Record<string, string>> }[] = [];
  const candidates = Object.entries(engines).map(
    ([settings, { engine = 'tensorflow', modes, device }]): Candidate => ({
      ...{ engine, settings, title: `Engine ${settings}`, environment: { [variable]: settings } },
      modes: modes ?? (engine === 'wasm' ? ['eager'] : ['graph']),
      ...(device === undefined ? {} : { device }),
    }),
  );
  const launch: ComputeLauncher = (environment) =>
    new StandInProcess(environment, (task) => {
      const settings = environment[variable] ?? '';
      begun.push({ settings, task, environment });
      return engines[settings] ?? {};
    });
  return { candidates, launch, begun };
}

class StandInProcess implements ComputeProcess {
  readonly pid = undefined;
  readonly #scripted: ComputeProcess;
  readonly #begin: (task: ComputeTask) => StandIn;
  #standIn: StandIn = {};
  #task: ComputeTask | undefined;
  #tell: (message: FromCompute) => void = () => undefined;
  #exit: (exit: ComputeExit) => void = () => undefined;
  #isOver = false;
  #portraits = 0;
  #hasHung = false;

  constructor(environment: Readonly<Record<string, string>>, begin: (task: ComputeTask) => StandIn) {
    this.#begin = begin;
    this.#scripted = scriptedCompute(environment);
    this.#scripted.onMessage((message) => this.#pass(message));
    this.#scripted.onExit((exit) => {
      if (!this.#hasHung) this.#end(exit);
    });
  }

  onMessage(listener: (message: FromCompute) => void): void {
    this.#tell = (message) => {
      if (!this.#isOver && !this.#hasHung) listener(message);
    };
  }

  onExit(listener: (exit: ComputeExit) => void): void {
    this.#exit = listener;
  }

  kill(): void {
    this.#end({ code: null, signal: 'SIGKILL', errorTail: '' });
  }

  send(message: ToCompute): void {
    if (message.type === 'task') {
      this.#task = message.task;
      this.#standIn = this.#begin(message.task);
    }
    if (message.type === 'task' && this.#standIn.isMissing) {
      const error = {
        code: 'ENGINE_UNAVAILABLE' as const,
        message: 'It is not set up.',
        data: { next: 'Set it up.' },
      };
      setImmediate(() => {
        this.#tell({ type: 'failed', error });
        this.#end({ code: 1, signal: null, errorTail: '' });
      });
    } else if (message.type === 'task' && message.task.type === 'prove') {
      const { subject } = message.task;
      const { operations = 'right', run = 'right' } = this.#standIn;
      setImmediate(() => this.#prove(subject.kind, subject.kind === 'run' ? run : operations));
    } else if (message.type === 'find-faces') {
      const { requestId, width } = message;
      const { finder = 'right', find = () => 'right' } = this.#standIn;
      this.#portraits += width === portraitRecord.side ? 1 : 0;
      const ofPortrait = finder === 'changes' ? (this.#portraits === 1 ? 'right' : 'wrong') : finder;
      const deed = width === portraitRecord.side ? ofPortrait : find(width);
      setImmediate(() => this.#findFaces(requestId, deed));
    } else this.#scripted.send(message);
  }

  #prove(kind: 'run' | 'operations', deed: Deed): void {
    this.#tell({ type: 'working', done: 0, total: 1, unit: 'operations', note: 'a convolution' });
    if (deed !== 'right' && deed !== 'wrong') {
      this.#fail(deed);
      return;
    }
    const faults = deed === 'wrong' ? [{ operation: 'A convolution', reason: 'it is wrong by 40 %' }] : [];
    const { version = '1', forms } = this.#standIn;
    this.#tell({
      ...{ type: 'proved', version, threads: 1, operations: 1, ms: 1 },
      ...{ faults, faultCount: faults.length, worstDeviation: 1e-7 },
      ...(kind === 'operations' && forms !== undefined ? { forms } : {}),
    });
    this.#end({ code: 0, signal: null, errorTail: '' });
  }

  #findFaces(requestId: number, deed: Deed): void {
    if (deed === 'right' || deed === 'wrong')
      this.#tell({ type: 'found-faces', requestId, faces: deed === 'right' ? [recordedFace()] : [], ms: 1 });
    else this.#fail(deed);
  }

  #pass(message: FromCompute): void {
    const { work, imagesPerSecond } = this.#standIn;
    const failing = this.#task && work?.(message, this.#task);
    if (failing !== undefined) this.#fail(failing);
    else if (message.type === 'benchmarked' && this.#task?.type === 'bench' && this.#task.mode !== 'auto')
      this.#tell({ ...message, mode: this.#task.mode, imagesPerSecond: imagesPerSecond ?? 100 });
    else if (message.type === 'ready')
      this.#tell({ ...message, version: this.#standIn.version ?? '1', settings: this.#task?.settings });
    else this.#tell(message);
  }

  #fail(how: Failing): void {
    if (how === 'leaves') this.#end({ code: 0, signal: null, errorTail: '' });
    else if (how === 'hangs') this.#hasHung = true;
    else this.#end({ code: null, signal: how, errorTail: '' });
  }

  #end(exit: ComputeExit): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#scripted.kill();
    this.#exit(exit);
  }
}

/** The face of the drawn portrait, as a right finder sees it. */
const recordedFace = (): FoundFace => ({
  score: 1,
  box: { left: 64, top: 64, width: 128, height: 128 },
  ...{ leftEye: portraitRecord.leftEye, rightEye: portraitRecord.rightEye, mouth: portraitRecord.mouth },
  ...{ yaw: 0, pitch: 0, roll: 0 },
  embedding: Float32Array.from(new Int8Array(Buffer.from(portraitRecord.embedding, 'base64'))),
});
