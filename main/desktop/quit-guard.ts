/** What the person answers when a training is under way. */
export type QuitAnswer = 'pause-and-quit' | 'keep-training';

export interface QuitGuardDeps {
  isTraining(): boolean;
  ask(): Promise<QuitAnswer>;
  /** Pauses a training with its checkpoint and closes the library. */
  closeStudio(): Promise<void>;
  /** Ends the program at once. */
  exit(): void;
}

/** Stands between a wish to quit and its fulfilment: asks while a run is training, closes the studio, then exits. */
export class QuitGuard {
  readonly #deps: QuitGuardDeps;
  #isAsking = false;
  #isClosing = false;

  constructor(deps: QuitGuardDeps) {
    this.#deps = deps;
  }

  /** Handles `before-quit`, and the close of the last window where that means to quit. */
  async request(event: { preventDefault(): void }): Promise<void> {
    // Quitting waits for the studio, so it is always put off first.
    event.preventDefault();
    if (this.#isAsking || this.#isClosing) return;
    if (this.#deps.isTraining()) {
      this.#isAsking = true;
      const answer = await this.#deps.ask().finally(() => {
        this.#isAsking = false;
      });
      if (answer === 'keep-training') return;
    }
    await this.end();
  }

  /** Saves, closes and exits without a question: whoever ends the session does not wait for an answer. */
  async end(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    try {
      await this.#deps.closeStudio();
    } finally {
      this.#deps.exit();
    }
  }
}
