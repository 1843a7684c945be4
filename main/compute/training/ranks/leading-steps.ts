import type { StepMode } from '../../../contract/engines.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import type { PixelBatch } from '../../../protocol/pixels.ts';
import type { DataOrder, Pictures } from '../data/data.ts';
import type { TrainingState } from '../state/training-state.ts';
import type { StepRunner } from '../steps/runner.ts';
import type { Ranks } from './ranks.ts';
import { assertSameWeights, isTick, shareState } from './same-state.ts';

/**
 * The steps of rank 0, which the others make with it. All that a run decides, rank 0 decides; the others are told the
 * counters of each step, and take over its whole state when it starts and when it goes back to a checkpoint.
 */
export class LeadingSteps implements StepRunner {
  readonly mode: StepMode;
  readonly reason?: string;
  readonly isOnBackend: boolean;
  readonly nodeCount: number;
  readonly begun = 0;
  readonly #inner: StepRunner;
  readonly #state: TrainingState;
  readonly #ranks: Ranks;
  /** While the ranks do something together, and for ever after that failed. */
  #isTogether = false;

  constructor(inner: StepRunner, state: TrainingState, ranks: Ranks) {
    this.mode = inner.mode;
    if (inner.reason !== undefined) this.reason = inner.reason;
    this.isOnBackend = inner.isOnBackend;
    this.nodeCount = inner.nodeCount;
    this.#inner = inner;
    this.#state = state;
    this.#ranks = ranks;
    this.#shareState();
  }

  async step(source: Pictures, order: DataOrder): Promise<StepRow> {
    this.#isTogether = true;
    const { step, nimg, control } = this.#state;
    this.#ranks.tell({ type: 'step', step, nimg, control });
    const row = await this.#inner.step(source, order);
    if (isTick(this.#state)) {
      await this.#inner.sync();
      assertSameWeights(this.#state, this.#ranks);
    }
    this.#isTogether = false;
    return row;
  }

  draw(latents: Float32Array): Promise<PixelBatch> {
    return this.#inner.draw(latents);
  }

  isFinite(): Promise<boolean> {
    return this.#inner.isFinite();
  }

  /** No checkpoint is saved whose weights the other ranks do not have. */
  async sync(): Promise<void> {
    await this.#inner.sync();
    this.#isTogether = true;
    this.#ranks.tell({ type: 'compare' });
    assertSameWeights(this.#state, this.#ranks);
    this.#isTogether = false;
  }

  load(): void {
    this.#inner.load();
    this.#shareState();
  }

  dispose(): void {
    // After a failure the others wait for something else, and are ended with this process.
    if (!this.#isTogether) this.#ranks.tell({ type: 'end' });
    this.#inner.dispose();
  }

  #shareState(): void {
    this.#isTogether = true;
    this.#ranks.tell({ type: 'load' });
    shareState(this.#state, this.#ranks);
    this.#isTogether = false;
  }
}
