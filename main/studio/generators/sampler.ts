import { StudioError } from '../../contract/errors.ts';
import type { PixelBatch, ToCompute } from '../../protocol/messages.ts';
import { computeEnvironment } from '../compute-process/compute-environment.ts';
import type { ComputeLauncher, ComputeProcess } from '../compute-process/compute-launcher.ts';
import type { SettingsStore } from '../library/settings.ts';
import type { Drawable } from './generators.ts';

/** A generator that nobody asks is unloaded after this long. */
const idleMs = 60_000;

interface Warm {
  file: string;
  process: ComputeProcess;
  /** Resolves when the generator is loaded; rejects when the process ends before. */
  ready: Promise<void>;
  waiting: Map<number, { resolve(pixels: PixelBatch): void; reject(error: StudioError): void }>;
  idleTimer?: NodeJS.Timeout;
}

/** Draws pictures in a compute process that stays warm for the generator used last. */
export class Sampler {
  readonly #launch: ComputeLauncher;
  readonly #settings: SettingsStore;
  #warm: Warm | undefined;
  #nextRequestId = 1;
  /** Draws come one after the other: loading another generator would end the one that is at work. */
  #turn: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(launch: ComputeLauncher, settings: SettingsStore) {
    this.#launch = launch;
    this.#settings = settings;
  }

  /** Latents `0 … count−1` of a seed. */
  generate(generator: Drawable, seed: number, count: number): Promise<PixelBatch> {
    return this.#ask(generator, (requestId) => ({ type: 'generate', requestId, seed, start: 0, count }));
  }

  /** Mapped latents, one for every stage of each picture, row-major. */
  draw(generator: Drawable, rows: Float32Array<ArrayBuffer>): Promise<PixelBatch> {
    return this.#ask(generator, (requestId) => ({ type: 'draw', requestId, rows }));
  }

  /** Ends the process now; whoever draws next starts another. */
  unload(): void {
    if (this.#warm) this.#cool(this.#warm);
  }

  /** Nothing can be drawn any more. */
  close(): void {
    this.#isClosed = true;
    this.unload();
  }

  #ask(generator: Drawable, request: (requestId: number) => ToCompute): Promise<PixelBatch> {
    const answered = this.#turn.then(() => this.#send(generator, request));
    // Whoever asked hears of a failure; the next one is none the worse for it.
    this.#turn = answered.catch(() => undefined);
    return answered;
  }

  async #send(generator: Drawable, request: (requestId: number) => ToCompute): Promise<PixelBatch> {
    if (this.#isClosed) throw ended();
    const warm = this.#warmUp(generator);
    clearTimeout(warm.idleTimer);
    await warm.ready;
    const requestId = this.#nextRequestId++;
    const pixels = new Promise<PixelBatch>((resolve, reject) =>
      warm.waiting.set(requestId, { resolve, reject }),
    );
    warm.process.send(request(requestId));
    try {
      return await pixels;
    } finally {
      warm.waiting.delete(requestId);
      if (warm.waiting.size === 0) warm.idleTimer = setTimeout(() => this.#cool(warm), idleMs).unref();
    }
  }

  #warmUp(generator: Drawable): Warm {
    if (this.#warm?.file === generator.file) return this.#warm;
    if (this.#warm) this.#cool(this.#warm);
    const { engine, threads } = this.#settings.get();
    const process = this.#launch(computeEnvironment(threads));
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    const warm: Warm = { file: generator.file, process, ready, waiting: new Map() };
    this.#warm = warm;
    let failure: StudioError | undefined;
    process.onMessage((message) => {
      if (message.type === 'ready') resolve();
      else if (message.type === 'generated') warm.waiting.get(message.requestId)?.resolve(message.pixels);
      else if (message.type === 'failed') failure = StudioError.fromReport(message.error);
    });
    process.onExit(() => {
      if (this.#warm === warm) this.#warm = undefined;
      const error = failure ?? ended();
      reject(error);
      for (const { reject: rejectOne } of warm.waiting.values()) rejectOne(error);
    });
    // Whoever draws sees the failure; nobody else has to.
    ready.catch(() => undefined);
    process.send({
      type: 'task',
      task: { type: 'sample', engine, threads, generatorFile: generator.file, config: generator.config },
    });
    return warm;
  }

  #cool(warm: Warm): void {
    clearTimeout(warm.idleTimer);
    if (this.#warm === warm) this.#warm = undefined;
    warm.process.kill();
  }
}

const ended = () =>
  new StudioError('COMPUTE_CRASHED', 'The process that draws faces stopped unexpectedly.', {
    next: 'Try again; it is started anew.',
  });
