import { StudioError } from '../../contract/errors.ts';
import type { PixelBatch } from '../../protocol/pixels.ts';
import type { ComputeProcesses } from '../compute-process/compute-processes.ts';
import { type ComputeSession, openSession, type Request } from '../compute-process/session.ts';
import { lastWord } from '../compute-process/task.ts';
import type { SettingsStore } from '../library/settings.ts';
import type { GeneratorToDraw } from './generators.ts';

type DrawRequest = Extract<Request, { type: 'generate' | 'draw' }>;

interface Warm {
  file: string;
  session: ComputeSession;
  /** True when its engine failed, and the next process gets another. */
  isPassedOver: boolean;
  idleTimer?: NodeJS.Timeout;
}

/** Draws pictures in a compute process that stays warm for the generator used last. */
export class DrawingProcess {
  readonly #compute: ComputeProcesses;
  readonly #settings: SettingsStore;
  #warm: Warm | undefined;
  /** Draws come one after the other: loading another generator would end the one that is at work. */
  #turn: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(compute: ComputeProcesses, settings: SettingsStore) {
    this.#compute = compute;
    this.#settings = settings;
  }

  /** Latents `0 … count−1` of a seed. */
  generate(generator: GeneratorToDraw, seed: number, count: number): Promise<PixelBatch> {
    return this.#ask(generator, { type: 'generate', seed, start: 0, count });
  }

  /** Mapped latents, one for every stage of each picture, row-major. */
  draw(generator: GeneratorToDraw, rows: Float32Array<ArrayBuffer>): Promise<PixelBatch> {
    return this.#ask(generator, { type: 'draw', rows });
  }

  /** Ends the process now; the next request starts another. */
  unload(): void {
    if (this.#warm) this.#cool(this.#warm);
  }

  /** Nothing can be drawn any more. */
  close(): void {
    this.#isClosed = true;
    this.unload();
  }

  #ask(generator: GeneratorToDraw, request: DrawRequest): Promise<PixelBatch> {
    const answered = this.#turn.then(() => this.#draw(generator, request));
    // The caller hears of a failure; the next request is not affected by it.
    this.#turn = answered.catch(() => undefined);
    return answered;
  }

  /** Where an engine fails over it, another one draws. */
  async #draw(generator: GeneratorToDraw, request: DrawRequest): Promise<PixelBatch> {
    let crash: unknown;
    for (;;) {
      if (this.#isClosed) throw unloaded();
      const warm = this.#warmUp(generator);
      clearTimeout(warm.idleTimer);
      try {
        return (await warm.session.ask(request)).pixels;
      } catch (error) {
        if (!warm.isPassedOver) throw lastWord(error, crash);
        crash = error;
        this.#forget(warm);
      } finally {
        if (this.#warm === warm) warm.idleTimer = setTimeout(() => this.#cool(warm), idleMs).unref();
      }
    }
  }

  #warmUp({ file, config }: GeneratorToDraw): Warm {
    if (this.#warm?.file === file) return this.#warm;
    this.unload();
    const { engine, threads } = this.#settings.get();
    const session = openSession(
      this.#compute,
      { type: 'sample', engine, threads, generatorFile: file, config },
      { subject: 'The process that draws faces', next: 'Try again; it is started anew.' },
    );
    const warm: Warm = { file, session, isPassedOver: false };
    this.#warm = warm;
    session.on('engine-failed', ({ isPassedOver }) => {
      warm.isPassedOver = isPassedOver;
    });
    const forget = () => this.#forget(warm);
    session.ended.then(forget, forget);
    return warm;
  }

  #forget(warm: Warm): void {
    if (this.#warm === warm) this.#warm = undefined;
  }

  #cool(warm: Warm): void {
    clearTimeout(warm.idleTimer);
    this.#forget(warm);
    warm.session.kill(unloaded());
  }
}

/** A generator that nobody asks is unloaded after this long. */
const idleMs = 60_000;

const unloaded = () =>
  new StudioError('CANCELLED', 'The generator was unloaded before the faces were drawn.', {
    next: 'Try again; it is loaded anew.',
  });
