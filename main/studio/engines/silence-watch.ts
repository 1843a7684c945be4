import type { answerTypes, ComputeTask, FromCompute, ToCompute } from '../../protocol/messages.ts';

/**
 * Notices that a process hangs over its work: it has something to do, and says nothing for longer than the slowest step
 * or picture on the slowest computer takes. One that only waits to be asked may say nothing for ever.
 */
export class SilenceWatch {
  readonly #timer: NodeJS.Timeout;
  readonly #isService: boolean;
  readonly #unanswered = new Set<number>();
  #isReady = false;
  #silentChecks = 0;

  constructor(task: ComputeTask, patienceMs: number, onSilence: () => void) {
    this.#isService = services.has(task.type);
    // Checks are counted and not the time, which jumps when a computer wakes up.
    this.#timer = setInterval(() => {
      this.#silentChecks = this.#isBusy() ? this.#silentChecks + 1 : 0;
      if (this.#silentChecks < checks) return;
      this.stop();
      onSilence();
    }, patienceMs / checks).unref();
  }

  asked(message: ToCompute): void {
    if (!('requestId' in message) || unbounded.has(message.type)) return;
    this.#silentChecks = 0;
    this.#unanswered.add(message.requestId);
  }

  heard(message: FromCompute): void {
    this.#silentChecks = 0;
    if (message.type === 'ready') this.#isReady = true;
    if ('requestId' in message) this.#unanswered.delete(message.requestId);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #isBusy = () => !this.#isService || !this.#isReady || this.#unanswered.size > 0;
}

const checks = 10;

/** Tasks whose processes stay and answer requests. */
const services: ReadonlySet<ComputeTask['type']> = new Set(['sample', 'score', 'faces']);

/** It takes as long as there are faces, and no engine. */
const unbounded: ReadonlySet<keyof typeof answerTypes> = new Set(['group-faces']);
