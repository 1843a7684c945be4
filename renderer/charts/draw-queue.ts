/** What a queue is given by the browser; tests have frames of their own. */
export interface Frames {
  request(callback: () => void): void;
  nowMs(): number;
}

const browserFrames: Frames = {
  request: (callback) => requestAnimationFrame(callback),
  nowMs: () => performance.now(),
};

/** Draws what is asked for in as many frames as it needs, each at least one, so that several charts never hold one up. */
export class DrawQueue {
  readonly #frames: Frames;
  readonly #waiting = new Set<() => void>();
  #isAsked = false;

  constructor(frames: Frames = browserFrames) {
    this.#frames = frames;
  }

  /** Asks for a drawing; one that waits already is drawn once. */
  add(draw: () => void): void {
    this.#waiting.add(draw);
    this.#ask();
  }

  remove(draw: () => void): void {
    this.#waiting.delete(draw);
  }

  #ask(): void {
    if (this.#isAsked || this.#waiting.size === 0) return;
    this.#isAsked = true;
    this.#frames.request(() => this.#drawSome());
  }

  #drawSome(): void {
    this.#isAsked = false;
    const startMs = this.#frames.nowMs();
    for (const draw of this.#waiting) {
      this.#waiting.delete(draw);
      draw();
      if (this.#frames.nowMs() - startMs >= budgetMs) break;
    }
    this.#ask();
  }
}

/** How long drawing may take of one frame, in milliseconds; the rest of 16 is for everything else. */
const budgetMs = 6;

/** The queue of the page's charts. */
export const drawQueue = new DrawQueue();
