import type { StepMode } from '../../../contract/engines.ts';
import type { StepRow } from '../../../contract/runs/step-columns.ts';
import type { PixelBatch } from '../../../protocol/pixels.ts';
import type { DataOrder, Pictures } from '../data/data.ts';

/** Makes the steps of a run, in one of several ways that give the same. */
export interface StepRunner {
  readonly mode: StepMode;
  /** Why it is not the mode that was asked for. */
  readonly reason?: string;
  /** True where its operations are those of TensorFlow.js's active backend, and can be tried there one by one. */
  readonly isOnBackend: boolean;
  /** Operations in the graph of a step; 0 when there is none. */
  readonly nodeCount: number;
  /** What its buffers take on a graphics card; absent where that is not known, or there is none. */
  readonly cardBytes?: number;
  /** Floating-point operations of its products and convolutions in a step on a graphics card; absent where that is not known. */
  readonly cardOperations?: number;
  /**
   * Makes the next step and gives its numbers. `sure` more will be asked for whatever these are, and may be begun before they
   * are there; the bits of a training do not depend on it.
   */
  step(source: Pictures, order: DataOrder, sure?: number): Promise<StepRow>;
  /** Steps that were begun and not asked for yet: until they are, nothing but `step`, `load` and `dispose` may be called. */
  readonly begun: number;
  /** Draws latents [n, latentSize] with the (averaged) generator. */
  draw(latents: Float32Array): Promise<PixelBatch>;
  /** Whether all that steps change are finite numbers. */
  isFinite(): Promise<boolean>;
  /** Brings the variables of the training state up to date; call it before they are read. */
  sync(): Promise<void>;
  /** Goes on from the variables of the training state, after they were set. */
  load(): void;
  dispose(): void;
}
